"""What several tests use; nothing here is part of the kit."""
