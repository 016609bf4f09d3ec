"""How often something was tried: one row per bucket."""

from django.db import models


class RateLimit(models.Model):
    """The count of a bucket in the window that began at ``window_at``; see ``gps.accounts.limits``."""

    bucket = models.CharField(max_length=200, unique=True)
    window_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = "limite de débit"
        verbose_name_plural = "limites de débit"

    def __str__(self) -> str:
        return f"{self.bucket}: {self.count}"
