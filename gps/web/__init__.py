"""HTTP and French: forms, views, sentences, templates. No rule lives here."""
