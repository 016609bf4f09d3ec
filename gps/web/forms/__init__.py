"""What people type, checked for its shape alone; the rules are the domain's."""
