"""What must not be kept: credentials and card numbers that visitors type into the chat."""
