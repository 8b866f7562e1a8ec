"""Who uses Parley."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    READER = "reader", "Reader"
    ANALYST = "analyst", "Analyst"
    EDITOR = "editor", "Editor"
    ADMINISTRATOR = "administrator", "Administrator"


class User(AbstractUser):
    """A person who logs in, in one of four roles: each may do what the ones before it may."""

    role = models.CharField(max_length=20, choices=Role, default=Role.READER)

    @property
    def may_write(self) -> bool:
        """Whether they may log rounds and edit records."""
        return self.role != Role.READER

    @property
    def may_publish(self) -> bool:
        """Whether they may publish statements and rank contradicting ones."""
        return self.role in (Role.EDITOR, Role.ADMINISTRATOR)

    @property
    def may_administer(self) -> bool:
        """Whether they may give access to others."""
        return self.role == Role.ADMINISTRATOR
