"""Verifies a signed webhook. usage: webhookcheck.py SECRET, with {"headers": {…}, "body": "…"} on stdin"""
import json
import sys

from standardwebhooks.webhooks import Webhook

request = json.load(sys.stdin)
Webhook(sys.argv[1]).verify(request["body"], request["headers"])
