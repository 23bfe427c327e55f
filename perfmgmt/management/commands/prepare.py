"""What `make run` does before it serves: look at the database, migrate it, fill an empty one with the demo company."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from org.models import Employee
from perfmgmt import web
from perfmgmt.demo.people import ACCOUNTS, DOMAIN
from perfmgmt.management.commands.serve import refuse_taken_port


class Command(BaseCommand):
    help = "Migrates the database; where there are no people at all, builds the demo company. Twice changes nothing."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--employees", type=int, default=300, help="how many people the demo company has")

    def handle(self, *, employees, **options):
        refuse_taken_port()
        try:
            self._migrate()
        except DatabaseError as error:
            raise CommandError(f"{place()} cannot be used: {str(error).strip()}.") from error
        if settings.DEMO and not Employee.objects.exists():
            self.stdout.write(f"There are no people yet: building a demo company of {employees}.")
            call_command("demo", employees=employees, stdout=self.stdout)
        self._tell_where()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        applied, known = set(executor.loader.applied_migrations), set(executor.loader.disk_migrations)
        tables = set(connection.introspection.table_names())
        if ("org", "0001_initial") not in applied and tables - {"django_migrations"} - known_tables():
            raise CommandError(f"{place()} belongs to something else: its tables are not ours. Name another one.")
        if newer := {app for app, name in applied - known if app in executor.loader.migrated_apps}:
            raise CommandError(
                f"{place()} was used by a newer version of this product ({', '.join(sorted(newer))}). "
                "Update the code, or name another database with DATABASE_URL or DATA_DIR."
            )
        if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write(f"Preparing the database ({len(waiting)} steps).")
            call_command("migrate", verbosity=0)

    def _tell_where(self) -> None:
        self.stdout.write(f"\nThe product is at http://{web.bind} (Ctrl-C ends it).")
        if Employee.objects.filter(is_demo=True).exists():
            self.stdout.write(f"Log in as {', '.join(f'{name}@{DOMAIN}' for name in ACCOUNTS)}; the password is: demo")
        self.stdout.write("")


def known_tables() -> set[str]:
    return set(connection.introspection.django_table_names(include_views=False))


def place() -> str:
    return f"The database {connection.settings_dict['NAME']}"
