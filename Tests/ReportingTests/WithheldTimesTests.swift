import Auditing
import Ratings
import Reporting
import Studies
import Testing

/// While a study is blind, no time tells how long a named model's answer to a planned prompt is.
struct WithheldTimesTests {
    private func document(
        isCut: Bool = false,
        isBlind: Bool = true,
        planned: Set<String> = ["p1"],
        _ delivery: Attempt.Timing.Delivery = .streamed,
        only models: [String] = []
    ) throws -> LatencyDocument {
        var attempts: [Attempt] = []
        for number in 0..<12 {
            for (model, total) in [("large", Duration.milliseconds(9250)), ("small", .milliseconds(2125))] {
                var timing = Attempt.Timing(delivery: delivery)
                (timing.firstToken, timing.lastToken, timing.total) = (.milliseconds(500), total, total)
                var attempt = Attempt(
                    purpose: .probe,
                    model: model,
                    startedAt: Int64(number) * 1_800_000,
                    outcome: .success,
                    timing: timing
                )
                attempt.isCut = isCut
                attempt.prompt = "p1"
                attempt.slot = Attempt.Slot(schedule: "s", number: number)
                attempts.append(attempt)
            }
        }
        return try LatencyDocument(
            study: "s",
            attempts: attempts,
            isBlind: isBlind,
            planned: planned,
            axes: [.purpose, .model],
            clock: LocalClock(),
            selection: RatingSelection(models: models),
            AuditOptions(resamples: 20)
        )
    }

    private func texts(_ document: LatencyDocument) -> String {
        [Format.table, .json, .csv, .markdown].map { document.written(as: $0) }.joined()
    }

    @Test(arguments: [Attempt.Timing.Delivery.streamed, .buffered, .whole])
    func wholeTimesOfPlannedPromptsAreWithheld(delivery: Attempt.Timing.Delivery) throws {
        let document = try document(delivery)
        let said = texts(document)
        for time in ["9250", "9.25", "2125", "2.125", "7125", "7.125"] { #expect(!said.contains(time), "\(time)") }
        #expect(said.contains("withheld until 'slam unblind'"))
        #expect(!document.rows.isEmpty && document.rows.allSatisfy { $0.successShare == 1 })
        #expect(delivery != .streamed || said.contains("500"))
    }

    @Test(arguments: [true, false])
    func whatAServerCountsOfTokensIsWithheld(isBlind: Bool) throws {
        var document = try document(isBlind: isBlind)
        let figures =
            #"{"build":"b1","llamacpp:kv_cache_usage_ratio":0.77,"llamacpp:tokens_predicted_total":4711,"vllm:generation_tokens_total":4712,"own:kv_blocks":3737}"#
        document.servers = [("own", 5, figures)]
        let said = texts(document)
        #expect(said.contains("b1"))
        // What nobody has looked at waits too.
        for clue in ["4711", "4712", "0.77", "3737"] { #expect(said.contains(clue) != isBlind, "\(clue)") }
    }

    @Test func othersStay() throws {
        for document in [
            try document(isCut: true), try document(isBlind: false), try document(planned: ["p2"]),
            try document(planned: []),
        ] {
            #expect(texts(document).contains("9250"))
        }
    }

    @Test func oneModelsRowsAreTheSameWithoutTheOthers() throws {
        for isBlind in [true, false] {
            let (all, one) = (try document(isBlind: isBlind), try document(isBlind: isBlind, only: ["small"]))
            let lines = one.written(as: .csv).split(whereSeparator: \.isNewline)
            let known = Set(all.written(as: .csv).split(whereSeparator: \.isNewline))
            #expect(lines.count > 1 && lines.allSatisfy(known.contains))
            #expect(one.rows.map(\.keys) == all.rows.map(\.keys).filter { $0.contains("small") })
        }
        #expect {
            _ = try document(only: ["smal"])
        } throws: {
            "\($0)" == "no model 'smal': did you mean 'small'?"
        }
    }
}
