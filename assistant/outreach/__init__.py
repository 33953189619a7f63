"""When and to whom: contact permission, and the outbox that approved words leave by."""

from assistant.outreach.outbox import message_name, write_message
from assistant.outreach.permission import Permission, email_permission

__all__ = ["Permission", "email_permission", "message_name", "write_message"]
