"""Mail to customers: an outbox in the database, sent by SMTP or put into a folder."""
