import Planning
import Store
import Studies
import Testing

/// When a study is blind, and what of it may leave until it no longer is.
struct OutwardTests {
    private func isBlind(models: Int, reviewers: [String]) throws -> Bool {
        var study = Example.study
        study.models = Array(study.models.prefix(models))
        study.reviewers = reviewers
        let store = try Store.inMemory()
        try store.sync(study)
        return try store.isBlind("s")
    }

    @Test func aStudyIsBlindWherePeopleAreToRateTextsOfSeveralModels() throws {
        #expect(try isBlind(models: 2, reviewers: ["ana"]))
        #expect(try !isBlind(models: 1, reviewers: ["ana"]) && !isBlind(models: 2, reviewers: []))
        // What was planned stays planned when its reviewers are taken out of the file.
        let store = try Example.store()
        var without = Example.study
        without.reviewers = []
        try store.sync(without)
        #expect(try store.isBlind("s"))
        try store.unblind("s", who: "lead", at: 1)
        #expect(try !store.isBlind("s"))
    }

    private func rating(_ rater: String, _ kind: RaterKind, _ prompt: Int, _ model: String = "large", at time: Int64)
        -> RatingRecord
    {
        var record = RatingRecord(
            study: "s",
            subject: .item(ItemID(study: "s", prompt: "p\(prompt)", text: "\(model) says p\(prompt)\0!")),
            prompt: "p\(prompt)",
            criterion: kind == .metric ? "lex" : "overall",
            value: 3,
            rater: rater,
            kind: kind,
            version: kind == .human ? nil : "v"
        )
        record.at = time
        return record
    }

    @Test func untilUnblindingNeitherMetricsNorTimesOfJudgesLeave() throws {
        let store = try Example.store()
        let judged = (1...4).flatMap { prompt in
            ["large", "small"].map { rating("judge", .judge, prompt, $0, at: Int64(prompt)) }
        }
        let records = [rating("ana", .human, 1, at: 7), rating("lex", .metric, 1, at: 8)] + judged
        _ = try store.importRatings(
            records.enumerated().map { ImportedRating(line: $0 + 1, record: $1) },
            study: "s",
            file: "f"
        )
        var left: [RatingRecord] = []
        #expect(try store.forEachOutwardRating(of: "s") { record, _ in left.append(record) } == 1)
        #expect(left.map(\.rater) == ["ana"] + judged.map(\.rater))
        #expect(left[0].at == 7 && left.dropFirst().allSatisfy { $0.at == nil })
        // Not in the order in which texts were judged, which would be that of their models.
        let ids = Dictionary(try store.records(of: "s").map { ("\($0.rater) \($0.subject.name)", $0.id) }) { $1 }
        let order = left.dropFirst().map { ids["\($0.rater) \($0.subject.name)"] ?? "" }
        #expect(order == order.sorted() && order != judged.map { ids["judge \($0.subject.name)"] ?? "" })
        try store.unblind("s", who: "lead", at: 9)
        let all = try store.outwardRatings(of: "s")
        #expect(all.count == 10 && Set(all.compactMap(\.at)) == [1, 2, 3, 4, 7, 8])
    }
}
