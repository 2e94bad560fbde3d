"""By which ways this machine sends messages, from its settings."""

from notifications.channels import Channel
from notifications.channels.folder import Folder
from notifications.channels.sms import Sms
from notifications.channels.smtp import Smtp
from notifications.channels.webhook import Webhook
from notifications.channels.zalo import Zalo
from tthc_engine.settings import Settings


def ways_of(settings: Settings) -> tuple[Channel, ...]:
    """In the order in which a person is tried: the system that chooses by itself, mail, Zalo, SMS.

    Mail goes to the SMTP server where one is set, else to the folder of .eml files.
    """
    ways: list[Channel] = []
    if settings.webhook_url:
        ways.append(Webhook(url=settings.webhook_url, secret=settings.webhook_secret))
    if settings.smtp_url:
        ways.append(Smtp.from_url(settings.smtp_url, sender=settings.mail_from))
    else:
        ways.append(Folder(settings.mail_folder, sender=settings.mail_from))
    if settings.zalo_url:
        ways.append(Zalo(url=settings.zalo_url, token=settings.zalo_token, templates=settings.zalo_templates))
    if settings.sms_url:
        ways.append(Sms(url=settings.sms_url, token=settings.sms_token, body=settings.sms_body))
    return tuple(ways)
