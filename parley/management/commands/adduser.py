"""Gives a person access, or another role."""

import secrets

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser

from parley.models import Role


class Command(BaseCommand):
    help = "Give a person access under a role, or change the role; prints a generated password for a new person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", choices=Role.values, default=Role.READER)

    def handle(self, *, username: str, role: str, **options) -> None:
        users = get_user_model()
        person, is_new = users.objects.get_or_create(username=username, defaults={"role": role})
        if is_new:
            password = secrets.token_urlsafe(12)
            person.set_password(password)
            person.save()
            self.stdout.write(f"{username} may log in as {role} with the password {password}")
            return
        person.role = role
        person.save(update_fields=["role"])
        self.stdout.write(f"{username} is now {role}.")
