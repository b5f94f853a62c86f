import Testing

@testable import Ratings

/// How a condition of a gate is read, and what is said where it is none.
struct RequirementTests {
    @Test(arguments: [
        ("alpha(overall) >= .6", 0.6), (" alpha( overall )>=0.6 ", 0.6), ("alpha(overall).low > 0.25", 0.25),
        ("alpha(overall).high < 1", 1), ("stale() = 0", 0), ("stale() == 0", 0),
        ("mean(a, overall).value <= -1.5", -1.5),
    ])
    func aFigureIsComparedWithANumber(text: String, limit: Double) throws {
        let found = try Requirement(parsing: text)
        #expect(found.comparison?.1 == limit && found.text == text)
        let signs = [">=": 1.0, "<=": 1, ">": 0, "<": 0, "=": 1]
        // The limit itself, and what lies a little beside it.
        let sign = try #require(signs.keys.sorted { $0.count > $1.count }.first { text.contains($0) })
        let comparison = try #require(found.comparison?.0)
        #expect(comparison.holds(limit, limit) == (signs[sign] == 1), "\(sign)")
        #expect(comparison.holds(limit + 0.001, limit) == sign.contains(">"), "\(sign)")
        #expect(comparison.holds(limit - 0.001, limit) == sign.contains("<"), "\(sign)")
    }

    @Test func aVerdictIsComparedWithNothing() throws {
        let found = try Requirement(parsing: "noninferior(small, overall)")
        #expect(found.comparison == nil && found.arguments == ["small", "overall"] && found.part == nil)
    }

    @Test(arguments: [
        ("beta(x) > 1", "it must begin with one of "), ("alpha > 1", "what it is of stands in brackets"),
        ("alpha() > 1", "alpha takes 1 names"), ("alpha(a,b) > 1", "alpha takes 1 names"),
        ("mean(a,) > 1", "mean takes 1 to 2 names"), ("alpha(a).mid > 1", "after the dot stands low, high or value"),
        ("replace(j) > 1", "replace is compared with nothing"), ("replace(j).low", "replace is compared with nothing"),
        ("alpha(a) 1", "it needs >=, <=, >, < or ="), ("alpha(a) => 1", "it needs >=, <=, >, < or ="),
        ("alpha(a) > x", "after > stands a number"), ("alpha(a) >= inf", "after >= stands a number"),
    ])
    func whatIsNoneIsToldWhy(text: String, words: String) {
        #expect { try Requirement(parsing: text) } throws: {
            "\($0)".hasPrefix("'\(text)' is no requirement: \(words)")
        }
    }
}
