import Testing

@testable import Inference

struct RetryDelayTests {
    /// 25 November 2026, 12:00:00 UTC, in milliseconds.
    private static let now: Int64 = 1_795_608_000_000

    @Test(
        arguments: [
            (["retry-after": "7"], 7000), (["retry-after": "1.5"], 1500), (["retry-after": "0"], 0),
            (["retry-after-ms": "250", "retry-after": "9"], 250),
            (["retry-after": "Wed, 25 Nov 2026 12:00:30 GMT"], 30_000),
            (["retry-after": "Wed, 25 Nov 2026 11:59:00 GMT"], 0), (["retry-after": "soon"], nil),
            (["x-ratelimit-reset-requests": "6m0s"], 360_000), (["x-ratelimit-reset-requests": "500ms"], 500),
            (["x-ratelimit-reset-requests": "12ms", "x-ratelimit-reset-tokens": "1m30s"], 90_000),
            (["anthropic-ratelimit-tokens-reset": "2026-11-25T12:00:10Z"], 10_000),
            (["anthropic-ratelimit-tokens-reset": "2026-11-25T12:00:10.500Z"], 10_500),
            (["retry-after": "2", "x-ratelimit-reset-requests": "6m0s"], 2000), (["retry-after": "-1"], nil),
            (["retry-after": "99999999999999999999"], 1_000_000_000_000),
            (["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795608007000"], 7000),
            (["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795608007"], 7000),
            (["x-ratelimit-reset": "1795608007.5"], 7500), (["retry-after": "1795608007"], 7000),
            (["x-ratelimit-reset": "1795600000"], 0), (["x-ratelimit-reset-ms": "250"], 250),
            (["ratelimit-remaining": "0", "ratelimit-reset": "9"], 9000),
            (["ratelimit": "limit=100, remaining=0, reset=30"], 30_000), (["ratelimit": "\"d\";r=0;t=31"], 31_000),
            (["retry-after": "Wednesday, 25-Nov-26 12:00:30 GMT"], 30_000),
            (["retry-after": "Wed Nov 25 12:00:30 2026"], 30_000),
            (
                [
                    "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2s",
                    "x-ratelimit-remaining-tokens": "900", "x-ratelimit-reset-tokens": "6m0s",
                ], 2000
            ),
            (["x-ratelimit-remaining-tokens": "900", "x-ratelimit-reset-tokens": "6m0s"], nil),
            (["ratelimit": "\"a\";r=0;t=2, \"b\";r=50;t=60"], 2000), (["retry-after": "2 seconds"], 2000),
            (["retry-after": "1 minute 5 secs"], 65_000), (["retry-after": "NaN"], nil),
            (["retry-after": "inf"], nil), (["retry-after": "0x10"], nil), (["retry-after": "1e3"], nil),
            (["retry-after-ms": "infinity"], nil), (["x-ratelimit-reset": "0x10"], nil),
            (["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795608007000000"], 7000),
            (["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795608007000000000"], 7000),
            ([:], nil),
        ] as [([String: String], Int?)]
    )
    func everyFormIsRead(headers: [String: String], milliseconds: Int?) {
        let delay = RetryDelay(headers: headers, status: 429, now: Self.now)
        #expect(delay.duration == milliseconds.map { .milliseconds($0) })
    }

    @Test func resetsOfLimitsThatWereNotHitAreNoDelay() {
        let headers = ["x-ratelimit-reset-requests": "6m0s"]
        #expect(RetryDelay(headers: headers, status: 503, now: Self.now).duration == nil)
    }

    @Test func anAnswerThatUsedALimitUpTellsWhenItRecovers() {
        let headers = [
            "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2s",
            "x-ratelimit-remaining-tokens": "900", "x-ratelimit-reset-tokens": "6m0s",
        ]
        #expect(RetryDelay.untilRecovered(headers: headers, now: Self.now) == .seconds(2))
        let anthropic = [
            "anthropic-ratelimit-tokens-remaining": "0", "anthropic-ratelimit-tokens-reset": "2026-11-25T12:00:04Z",
        ]
        #expect(RetryDelay.untilRecovered(headers: anthropic, now: Self.now) == .seconds(4))
        #expect(RetryDelay.untilRecovered(headers: ["x-ratelimit-remaining-requests": "0"], now: Self.now) == nil)
    }
}
