"""The web server that carries pages and webhooks."""
