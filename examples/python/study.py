"""Asks for a study over Kafka, follows its status to the end, prints the comparison.

    pip install -r requirements.txt
    BROKER=localhost:9092 python3 study.py ../study.json
"""
import json
import os
import sys
import uuid

from kafka import KafkaConsumer, KafkaProducer

BROKER = os.environ.get("BROKER", "localhost:9092")


def ask(study: dict) -> None:
    """Sends the study as a CloudEvent in structured mode. The key keeps all events of one study in order."""
    event = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "/examples/python",
        "type": "dev.ordo.study.requested.v1",
        "data": study,
    }
    producer = KafkaProducer(bootstrap_servers=BROKER, acks="all")
    producer.send(
        "ordo.studies",
        key=study["studyId"].encode(),
        value=json.dumps(event).encode(),
        headers=[("content-type", b"application/cloudevents+json")],
    ).get(timeout=30)
    producer.close()


def statuses(study_id: str):
    """Yields the statuses of a study. The topic is compacted: the newest of each study, and then each change."""
    consumer = KafkaConsumer(
        "ordo.study-status",
        bootstrap_servers=BROKER,
        group_id=None,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
    )
    for record in consumer:
        if record.key == study_id.encode():
            yield json.loads(record.value)["data"]


def main(path: str) -> int:
    with open(path, encoding="utf-8") as file:
        study = json.load(file)
    ask(study)
    for status in statuses(study["studyId"]):
        rows = status["rows"]
        done = sum(row["state"] == "done" for row in rows)
        print(f"{status['state']}: {done} of {len(rows)} rows", flush=True)
        if status["state"] != "RUNNING":
            break
    for problem in status["problems"]:
        print(f"{problem['path']}: {problem['message']}")
    for row in rows:
        print(row["ordering"], row.get("bytes"), json.dumps(row.get("perplexity")), sep="\t")
    return 0 if status["state"] == "COMPLETED" else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
