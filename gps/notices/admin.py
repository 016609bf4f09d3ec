"""Mails and subscriptions in the administration, to look at: who was told what, and when. Nobody changes them there."""

from django.contrib import admin

from gps.accounts.admin import ReadOnlyAdmin
from gps.notices.models import Mail, Subscription


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    list_display = ("made_at", "to", "subject", "sent_at")
    list_filter = (("sent_at", admin.EmptyFieldListFilter),)
    search_fields = ("to", "about")
    ordering = ("-id",)


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    list_display = ("email", "following", "asked_at", "confirmed_at", "ended_at")
    exclude = ("token",)
    search_fields = ("email",)
    ordering = ("-id",)
