"""Applications for support: what producers file on a form."""
