"""The contract of Mattermost's POST /api/v4/posts, stricter than a server: keys it does not know are refused. usage: mattermost.py PORT

GET /_posts shows what was posted; POST /_fail [429, 503] lets the next posts fail so."""
import json
import re
import secrets
import sys
import time

from openapi_core import OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

TOKEN, CHANNEL, SECOND, PORT = "tok" * 8 + "ab", "c" * 26, "b" * 26, int(sys.argv[1])
SCHEMA = {
    "type": "object", "additionalProperties": False, "required": ["channel_id", "message"],
    "properties": {
        "channel_id": {"type": "string"}, "message": {"type": "string"}, "root_id": {"type": "string"}, "pending_post_id": {"type": "string"},
        "props": {"type": "object"}, "metadata": {"type": "object"},
    },
}
API = OpenAPI.from_dict({
    "openapi": "3.0.3", "info": {"title": "Mattermost", "version": "4"}, "servers": [{"url": f"http://127.0.0.1:{PORT}"}],
    "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
    "paths": {"/api/v4/posts": {"post": {
        "operationId": "CreatePost", "security": [{"bearer": []}], "responses": {"201": {"description": "made"}},
        "parameters": [{"name": "set_online", "in": "query", "schema": {"type": "boolean"}}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": SCHEMA}}},
    }}},
})
posts, seen, faults = [], {}, []


def refuse(status, name, words):
    return Response(json.dumps({"id": name, "message": words, "detailed_error": "", "request_id": secrets.token_hex(13), "status_code": status}),
                    status, headers={"Content-Type": "application/json"})


def handle(request):
    if request.path == "/_posts":
        return Response(json.dumps(posts))
    if request.path == "/_fail":
        faults.extend(json.loads(request.get_data()))
        return Response("ok")
    if faults:
        fault = faults.pop(0)
        if fault == 429:
            return Response("limit exceeded\n", 429, headers={"Retry-After": "1", "X-RateLimit-Reset": "1", "Content-Type": "text/plain"})
        return Response("<html>bad gateway</html>", fault, headers={"Content-Type": "text/html"})
    if request.headers.get("Authorization") != f"Bearer {TOKEN}":
        return refuse(401, "api.context.session_expired.app_error", "Invalid or expired session, please login again.")
    try:
        API.validate_request(WerkzeugOpenAPIRequest(request))
    except Exception as error:
        return refuse(400, "contract", f"{type(error).__name__}: {error} {error.__cause__}")
    body = json.loads(request.get_data())
    if not re.fullmatch("[a-z0-9]{26}", body["channel_id"]):
        return refuse(400, "api.context.invalid_body_param.app_error", "Invalid or missing channel_id in request body.")
    if body["channel_id"] not in (CHANNEL, SECOND):
        return refuse(403, "api.context.permissions.app_error", "You do not have the appropriate permissions.")
    if len(body["message"]) > 16383:
        return refuse(400, "model.post.is_valid.message_length.app_error", "Post Message property is longer than the maximum permitted length.")
    if body.get("root_id") and body["root_id"] not in [post["id"] for post in posts]:
        return refuse(400, "api.post.create_post.root_id.app_error", "Invalid RootId parameter.")
    pending = body.get("pending_post_id")
    if pending not in seen or time.time() - seen[pending][0] >= 30:
        post = {"id": secrets.token_hex(13), "create_at": int(time.time() * 1000), "root_id": body.get("root_id", ""), **body}
        posts.append(post)
        seen[pending] = (time.time(), post)
    return Response(json.dumps(seen[pending][1]), 201, headers={"Content-Type": "application/json"})


make_server("127.0.0.1", PORT, lambda environ, start: handle(Request(environ))(environ, start), threaded=True).serve_forever()
