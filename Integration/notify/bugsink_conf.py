from bugsink.settings.default import *
from bugsink.conf_utils import deduce_script_name

SECRET_KEY = "test-only-not-secret-test-only-not-secret-test-only"
DATABASES["default"]["NAME"] = "@DIR@/db.sqlite3"
DATABASES["snappea"]["NAME"] = "@DIR@/snappea.sqlite3"
SNAPPEA = {"TASK_ALWAYS_EAGER": True}  # digested inside the request: no worker is needed
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
BUGSINK = {
    "BASE_URL": "@BASE@", "SINGLE_USER": True, "SINGLE_TEAM": True, "USER_REGISTRATION": "CB_NOBODY",
    "PHONEHOME": False,
    "VALIDATE_ON_DIGEST": "strict", "KEEP_ENVELOPES": 1000, "INGEST_STORE_BASE_DIR": "@DIR@/ingestion",
    "MAX_EVENTS_PER_PROJECT_PER_5_MINUTES": int("@QUOTA@"),
}
FORCE_SCRIPT_NAME = deduce_script_name(BUGSINK["BASE_URL"])
if FORCE_SCRIPT_NAME:
    STATIC_URL = f"{FORCE_SCRIPT_NAME}/static/"
