"""Collects streamed chats with aiohttp and prints the processor seconds of each: the peer of 'Scripts/bench collect'."""
import asyncio
import json
import resource
import sys

import aiohttp


async def ask(session, url, prompt):
    body = {"model": "m", "messages": [{"role": "user", "content": prompt}], "stream": True,
            "stream_options": {"include_usage": True}}
    text, finish, rest = [], None, b""
    async with session.post(url, json=body) as answer:
        async for data in answer.content.iter_any():
            lines = (rest + data).split(b"\n")
            rest = lines.pop()
            for line in lines:
                if not line.startswith(b"data: ") or line == b"data: [DONE]":
                    continue
                event = json.loads(line[6:])
                for choice in event["choices"]:
                    text.append(choice["delta"].get("content") or "")
                    finish = choice["finish_reason"] or finish
    assert finish == "stop"
    return "".join(text)


async def main(url, count, concurrency):
    limit = asyncio.Semaphore(concurrency)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=concurrency)) as session:
        async def one(number):
            async with limit:
                return await ask(session, url, f"Ask {number}")
        before = resource.getrusage(resource.RUSAGE_SELF)
        await asyncio.gather(*(one(number) for number in range(count)))
        after = resource.getrusage(resource.RUSAGE_SELF)
    print((after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) / count)


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
