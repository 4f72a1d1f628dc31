"""The desk: everything that faces people, from the visitor's widget to the staff's pages."""
