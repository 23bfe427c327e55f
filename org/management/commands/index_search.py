from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from org import trigrams


class Command(BaseCommand):
    help = "Makes the indexes that search is quick by among very many people: on PostgreSQL with pg_trgm."

    def handle(self, *args, **options):
        if connection.vendor != "postgresql":
            self.stdout.write("This database has no such index. Search finds the same without.")
            return
        missing = [index.name for index in trigrams.registered if not trigrams.make(connection, index)]
        if missing:
            raise CommandError(
                f"PostgreSQL refused {', '.join(missing)}. Let its administrator run: CREATE EXTENSION pg_trgm;"
            )
        self.stdout.write(f"{len(trigrams.registered)} indexes are there.")
