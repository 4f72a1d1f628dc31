"""What trainers work with: the inbox of messages, the data as files, training, the gate."""
