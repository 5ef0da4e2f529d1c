"""Judges a trace as OTLP/HTTP sends it in JSON, by OpenTelemetry's own definitions: a field that these do not have is an error. usage: otlpcheck.py < BODY"""
import base64
import json
import sys

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def identifiers(node):
    """Ids are hexadecimal in OTLP's JSON, where protocol buffers have base 64."""
    if isinstance(node, list):
        for entry in node:
            identifiers(entry)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in ("traceId", "spanId", "parentSpanId"):
                found = bytes.fromhex(value)
                assert len(found) == (16 if key == "traceId" else 8) and any(found), f"{key}: {value}"
                node[key] = base64.b64encode(found).decode()
            else:
                identifiers(value)


document = json.load(sys.stdin)
identifiers(document)
request = json_format.ParseDict(document, ExportTraceServiceRequest())
for part in request.resource_spans:
    assert any(attribute.key == "service.name" for attribute in part.resource.attributes), "no service.name"
    for scope in part.scope_spans:
        spans = {span.span_id: span for span in scope.spans}
        assert len(spans) == len(scope.spans), "two spans have one id"
        for span in scope.spans:
            assert span.name and 0 < span.start_time_unix_nano <= span.end_time_unix_nano, span
            parent = spans.get(span.parent_span_id)
            assert parent is None or parent.start_time_unix_nano <= span.start_time_unix_nano and span.end_time_unix_nano <= parent.end_time_unix_nano, span
            assert all(span.start_time_unix_nano <= event.time_unix_nano <= span.end_time_unix_nano for event in span.events), span
