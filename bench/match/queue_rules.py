# SPDX-License-Identifier: Apache-2.0
"""Composes rules as contact centres have them: Genesys Cloud's source, one event type, one to three queues."""
import random

import corpus

SIZES = [1, 100, 1000, 10000, 100000]


def rule(number, rng, queues, topics):
    return {"id": f"route-{number:06d}",
            "pattern": {"source": [{"prefix": corpus.SOURCE_PREFIX}], "detail-type": [rng.choice(topics)],
                        "detail": {"eventBody": {"queueId": rng.sample(queues, rng.randrange(1, 4))}}}}


def rules(count, seed):
    """A set of rules; each set is drawn anew, none is a part of another."""
    rng = random.Random(f"{seed}/rules/{count}")
    queues = corpus.queue_ids(seed)
    topics = list(corpus.QUEUE_TOPICS)
    return [rule(number, rng, queues, topics) for number in range(count)]
