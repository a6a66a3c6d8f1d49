"""The check of hostile clients: `checks/hostile`. Python's standard library only, apart from `app.py`."""
