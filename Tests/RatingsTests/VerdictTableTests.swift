import Ratings
import Store
import Studies
import Testing

/// What a table for audits takes of a study: whose texts they are, and where an injection pulls.
struct VerdictTableTests {
    /// A text of two families is nobody's, and so is one whose model has none.
    @Test func aTextIsOfAFamilyOnlyWhereAllItsWritersAre() throws {
        var rated = try RatedStudy()
        let twins = [("b", "a"), ("c", "b")].enumerated().map { place, names in
            ImportedResponse(
                line: place,
                prompt: "p\(place + 1)",
                model: names.0,
                sample: 2,
                text: "\(names.1) to p\(place + 1)"
            )
        }
        _ = try rated.store.importResponses(twins, study: "s", file: "twins", at: 2)
        try rated.add([
            rated.record("j", 4, of: ["a"], prompt: 1, kind: .judge),
            rated.record("j", 4, of: ["b"], prompt: 2, kind: .judge),
            rated.record("j", 4, of: ["a"], prompt: 3, kind: .judge),
        ])
        try rated.store.unblind("s", who: "lead", at: 3)
        for (place, family) in ["gpt", "wren", "wren"].enumerated() { rated.study.models[place].family = family }
        let set = try RatingSet.ofTwo(study: "s", in: rated.store, lengths: true).each
        func families(_ study: Study) throws -> [String: [String?]] {
            let number = try #require(set.number(ofCriterion: "overall"))
            let table = VerdictTable(set, criterion: number, study: study)
            return Dictionary(table.items.map { ($0.name, $0.families) }) { first, _ in first }
        }
        let names = [rated.item("a", 1), rated.item("b", 2), rated.item("a", 3)].map { RatingSubject.item($0).name }
        let found = try families(rated.study)
        #expect(names.map { found[$0] } == [[nil], ["wren"], ["gpt"]])
        rated.study.models[1].family = nil
        let less = try families(rated.study)
        #expect(names.map { less[$0] } == [[nil], [nil], ["gpt"]])
    }

    /// An injection for the first of a pair pulls to it, one for the second away from it, and on a single text to a higher score.
    @Test func anInjectionPullsToItsTarget() throws {
        let rated = try RatedStudy()
        try rated.add([rated.record("j", 1, of: ["a", "b"], kind: .judge), rated.record("j", 4, kind: .judge)])
        let set = try RatingSet.ofTwo(study: "s", in: rated.store, lengths: true).each
        let pair = PairID(rated.item("a"), rated.item("b"))
        for (target, towards) in [(pair.first, 1.0), (pair.second, -1), (nil, 1)] as [(ItemID?, Double)] {
            var table = VerdictTable(
                set,
                criterion: try #require(set.number(ofCriterion: "better")),
                study: rated.study
            )
            table.append(
                [(rated.record("j", 1, of: ["a", "b"], kind: .judge), .injected, nil, target)],
                set,
                rated.study
            )
            #expect(table.rows.last?.towards == towards && table.rows.last?.arm == .injected)
        }
        var single = VerdictTable(set, criterion: try #require(set.number(ofCriterion: "overall")), study: rated.study)
        single.append([(rated.record("j", 5, kind: .judge), .injected, nil, rated.item("a"))], set, rated.study)
        #expect(single.rows.last?.value == .value(5) && single.rows.last?.towards == 1)
    }
}
