"""One event, a batch and a correction, with Python 3 and nothing besides.

    JIANWEI_KEY=jwk_… [JIANWEI_URL=https://jianwei.example] python3 send.py
"""

import json
import os
import sys
import urllib.error
import urllib.request

URL = os.environ.get("JIANWEI_URL", "http://127.0.0.1:8080")
KEY = os.environ.get("JIANWEI_KEY") or sys.exit("set JIANWEI_KEY to the key of your service account")
SOURCE = "urn:example:market-bureau"


def send(body, media_type):
    """Sends one event or a list of them and gives the answer. Ends where it is a refusal."""
    request = urllib.request.Request(
        f"{URL}/v1/events",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {KEY}", "Content-Type": media_type},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        problem = json.load(refused)
        reasons = [f"{one['path']}: {one['code']}: {one['message']}" for one in problem.get("reasons", [])]
        sys.exit("\n".join([f"Refused: {problem['code']}: {problem['title']}", *reasons]))
    except urllib.error.URLError as silence:
        sys.exit(f"No answer; send the same again: {silence.reason}")


def complaint(number):
    return {
        "specversion": "1.0",
        "id": f"python-{number}",
        "source": SOURCE,
        "type": "ComplaintReceived",
        "subject": "91350100M000100Y43",
        "time": "2026-03-01T09:30:00+08:00",
        "region": "350100",
        "data": {"complaint_number": f"python-{number}", "title": "面包变质"},
    }


ONE = "application/cloudevents+json"
MANY = "application/cloudevents-batch+json"

print("One event:", send(complaint(1), ONE))
print("A batch, answered with one result for each:", send([complaint(2), complaint(3)], MANY))
correction = {
    **complaint("1-c1"),
    "type": "FactCorrected",
    "time": "2026-03-02T10:00:00+08:00",
    "data": {
        "fact": {"source": SOURCE, "id": "python-1"},
        "reason": "the number was wrong",
        "replacement": {
            "type": "ComplaintReceived",
            "schema_version": 1,
            "occurred_at": "2026-03-01T09:30:00+08:00",
            "region": "350100",
            "department": None,
            "data": {"complaint_number": "python-7", "title": "面包变质"},
        },
    },
}
print("A correction of the first:", send(correction, ONE))
