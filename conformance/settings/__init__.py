"""Settings: what pydantic-settings makes of variables, `.env` files and folders of secrets."""
