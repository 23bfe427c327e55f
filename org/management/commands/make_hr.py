from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from org.models import Employee
from org.services import people, roles


class Command(BaseCommand):
    help = "Makes the person with this e-mail HR, while nobody is. From then on HR gives the role, in the admin."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", help='"First Last": makes the person too, where nobody has this e-mail')

    def handle(self, *, email, name, **options):
        try:
            with transaction.atomic():
                person = self._person(email, name)
                roles.make_first_hr(person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if person.has_password:
            self.stdout.write(f"{person} <{person.email}> is HR now.")
        else:
            self.stdout.write(
                f"{person} <{person.email}> is HR now; set a password with: manage.py changepassword {person.email}"
            )

    def _person(self, email, name):
        person = Employee.objects.filter(email__iexact=email).first()
        if person is not None:
            if person.is_leaver() or not person.is_active:
                raise CommandError(f"{person} <{email}> has left or the account is closed; choose somebody else.")
            return person
        if not name:
            raise CommandError(
                f"Nobody has the e-mail {email}. Import the people first, or add the person: "
                f'manage.py make_hr {email} --name "First Last"'
            )
        first_name, _space, last_name = name.strip().partition(" ")
        return people.add(by=None, email=email, first_name=first_name, last_name=last_name or first_name)
