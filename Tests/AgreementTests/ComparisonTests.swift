import Foundation
import Testing

@testable import Agreement

/// Abilities from comparisons against published values and independent fits.
struct ComparisonTests {
    /// Davidson (1970): six brands of chocolate pudding, 745 comparisons with ties: i, j, wins of i, wins of j, ties.
    static let pudding = [
        [1, 2, 19, 22, 16], [1, 3, 16, 19, 12], [2, 3, 19, 19, 10], [1, 4, 18, 23, 13], [2, 4, 23, 19, 9],
        [3, 4, 19, 20, 15], [1, 5, 13, 19, 18], [2, 5, 16, 20, 12], [3, 5, 16, 15, 17], [4, 5, 17, 14, 16],
        [1, 6, 18, 21, 12], [2, 6, 22, 20, 12], [3, 6, 13, 18, 10], [4, 6, 14, 19, 18], [5, 6, 11, 21, 12],
    ]

    static func puddingTable() throws -> ComparisonTable {
        let rows = pudding.flatMap { row in
            zip([ComparisonOutcome.left, .right, .tie], row[2...]).flatMap { outcome, count in
                [ComparisonTable.Row](
                    repeating: .init(left: row[0] - 1, right: row[1] - 1, outcome: outcome),
                    count: count
                )
            }
        }
        return try ComparisonTable(players: (1...6).map { "brand \($0)" }, rows: rows)
    }

    private func isNear(_ values: [Double], _ expected: [Double], _ tolerance: Double = 1e-9) -> Bool {
        values.count == expected.count && zip(values, expected).allSatisfy { abs($0 - $1) <= tolerance }
    }

    private func wins(_ rows: [[Double]]) -> WinMatrix {
        var wins = WinMatrix(count: rows.count)
        for (i, row) in rows.enumerated() {
            for (j, count) in row.enumerated() where i != j { wins.add(i, j, .left, weight: count) }
        }
        return wins
    }

    /// Values of an independent maximum likelihood fit, which reproduce those that R's PlackettLuce prints (.1388 … .2024).
    @Test func davidsonOnThePuddings() throws {
        let wins = WinMatrix(try Self.puddingTable())
        let fit = try #require(AbilityFit(wins, .davidson))
        let total = fit.abilities.map(exp).reduce(0, +)
        let expected = [
            0.13880337516478486, 0.17300150001367126, 0.16174743401032438, 0.1653729577786627, 0.1586853946079696,
            0.20238933842458723,
        ]
        #expect(isNear(fit.abilities.map { exp($0) / total }, expected))
        #expect(abs(exp(try #require(fit.tie)) - 0.7468229876521463) < 1e-9)
        #expect(abs(fit.logLikelihood - -809.7095100902873) < 1e-8)
        let covariance = try #require(fit.covariance(wins))
        let errors = (1...5).map {
            (covariance[0, 0] + covariance[$0, $0] - 2 * covariance[0, $0]).squareRoot()
        }
        let expectedErrors = [
            0.1872168832779011, 0.19351833801843563, 0.1882111789604049, 0.1927045951347058, 0.19240603682610613,
        ]
        #expect(isNear(errors, expectedErrors, 1e-6))
    }

    /// As those fits print them, and no logarithms; without a tie Davidson's is 0 and Rao and Kupper's 1.
    @Test func aReportSaysHowOftenTiesCome() throws {
        let options = IntervalOptions(resamples: 0)
        let report = RankReport(try Self.puddingTable(), options: options)
        #expect(abs((report.davidsonNu ?? 0) - 0.7468229876521463) < 1e-9)
        #expect(abs((report.raoKupperTheta ?? 0) - 1.7484572547216877) < 1e-8)
        let rows = (0..<4).map { ComparisonTable.Row(left: 0, right: 1, outcome: $0 == 0 ? .right : .left) }
        let untied = RankReport(try ComparisonTable(players: ["a", "b"], rows: rows), options: options)
        #expect(untied.davidsonNu == 0 && untied.raoKupperTheta == 1)
    }

    @Test func raoKupperOnThePuddings() throws {
        let fit = try #require(AbilityFit(WinMatrix(try Self.puddingTable()), .raoKupper))
        let expected = [
            -0.13943739662094815, 0.0342807122355227, -0.01938819862832318, 0.0004412679563647881,
            -0.03446828684644454, 0.15857190190382855,
        ]
        #expect(isNear(fit.abilities, expected, 1e-8))
        #expect(abs(exp(try #require(fit.tie)) - 1.7484572547216877) < 1e-8)
        #expect(abs(fit.logLikelihood - -809.6971334885841) < 1e-8)
    }

    @Test func bradleyTerryWithHalfTiesOnThePuddings() throws {
        let report = RankReport(try Self.puddingTable(), options: IntervalOptions(resamples: 0))
        let expected = [
            -0.12850923921385615, 0.03179958043899908, -0.017165813397464633, -0.0010289018264215688,
            -0.03107885564989589, 0.14598322964863908,
        ]
        #expect(isNear(report.players.compactMap(\.bradleyTerry.value), expected))
        #expect(report.comparisonCount == 745 && report.tieCount == 202)
    }

    /// Stigler (1994): citations among four journals; values of R's BradleyTerry2, errors of statsmodels' GLM.
    @Test func citationsWithTheirStandardErrors() throws {
        let wins = wins([[0, 730, 498, 221], [33, 0, 68, 17], [320, 813, 0, 142], [284, 276, 325, 0]])
        let fit = try #require(AbilityFit(wins, .bradleyTerry))
        let abilities = (1...3).map { fit.abilities[$0] - fit.abilities[0] }
        #expect(isNear(abilities, [-2.9490724966872164, -0.4795697696886754, 0.26895405578377585]))
        let covariance = try #require(fit.covariance(wins))
        let errors = (1...3).map { (covariance[0, 0] + covariance[$0, $0] - 2 * covariance[0, $0]).squareRoot() }
        #expect(isNear(errors, [0.10254533551120881, 0.0605887292482307, 0.0708299651111413]))
    }

    /// Agresti (2002), table 10.11: the American League of 1987.
    @Test func baseball() throws {
        let wins = wins([
            [0, 1, 7, 4, 2, 3, 1], [12, 0, 7, 2, 6, 7, 6], [6, 6, 0, 4, 4, 6, 5], [9, 11, 9, 0, 6, 5, 7],
            [11, 7, 9, 7, 0, 7, 9], [10, 6, 7, 8, 6, 0, 6], [12, 7, 8, 6, 4, 7, 0],
        ])
        let fit = try #require(AbilityFit(wins, .bradleyTerry))
        let abilities = (1...6).map { fit.abilities[$0] - fit.abilities[0] }.sorted()
        let expected = [
            0.6838527693941814, 1.107697705661562, 1.2476178452925055, 1.2944851240984137, 1.4364084320853245,
            1.5813558769390204,
        ]
        #expect(isNear(abilities, expected))
    }

    @Test func abilitiesThatCannotBeToldAreUndefinedInWords() throws {
        func reason(_ players: [String], _ rows: [(Int, Int, ComparisonOutcome)]) throws -> String? {
            let rows = rows.map { ComparisonTable.Row(left: $0.0, right: $0.1, outcome: $0.2) }
            let report = RankReport(try ComparisonTable(players: players, rows: rows), options: IntervalOptions())
            for player in report.players where player.bradleyTerry.value != nil || player.davidson.value != nil {
                return nil
            }
            return report.players.first?.bradleyTerry.undefined ?? "no players"
        }
        #expect(try reason(["a", "b"], [(0, 1, .left), (0, 1, .left)]) == "'a' never lost")
        #expect(try reason(["a", "b", "c"], [(0, 1, .left), (1, 0, .left), (0, 2, .left)]) == "'c' never won")
        #expect(try reason(["a", "b"], [(0, 1, .tie), (0, 1, .tie)]) == "every comparison is a tie")
        #expect(try reason(["a"], []) == "fewer than two players")
        #expect(try reason([], []) == "no players")
        #expect(try reason(["a", "b"], []) == "no comparison")
        let apart: [(Int, Int, ComparisonOutcome)] = [(0, 1, .left), (1, 0, .left), (2, 3, .left), (3, 2, .left)]
        #expect(
            try reason(["a", "b", "c", "d"], apart)
                == "the players fall into 2 groups that were never compared: a, b | c, d"
        )
        #expect(
            try reason(["a", "b", "c", "d"], apart + [(0, 2, .left)])
                == "the group a, b never lost to one of the others"
        )
    }

    @Test func nothingDependsOnTheOrderOfPlayersOrOnTheSides() throws {
        let table = try Self.puddingTable()
        let options = IntervalOptions(resamples: 50, seed: 3)
        let report = RankReport(table, options: options)
        let rows = table.rows.map { row -> ComparisonTable.Row in
            let outcome: ComparisonOutcome = row.outcome == .tie ? .tie : row.outcome == .left ? .right : .left
            return .init(left: 5 - row.right, right: 5 - row.left, outcome: outcome)
        }
        let mirrored = RankReport(try ComparisonTable(players: table.players.reversed(), rows: rows), options: options)
        #expect(report.players.map(\.name) == mirrored.players.map(\.name))
        #expect(report.players.map(\.bradleyTerry) == mirrored.players.map(\.bradleyTerry))
        #expect(report.players.map(\.rank) == mirrored.players.map(\.rank))
    }

    @Test func circularTriadsAreCounted() throws {
        let rows = [(0, 1), (1, 2), (2, 0), (0, 3), (1, 3), (2, 3)].map {
            ComparisonTable.Row(left: $0.0, right: $0.1, outcome: .left)
        }
        let triads = RankReport(
            try ComparisonTable(players: ["a", "b", "c", "d"], rows: rows),
            options: IntervalOptions(resamples: 0)
        ).triads
        #expect(triads.decided == 4 && triads.circular == 1 && triads.examples == [[0, 1, 2]])
    }

    /// In a chain each ability is its neighbour's and the logarithm of their odds; so many players are solved in another way.
    @Test(arguments: [300, 301]) func aLongChainHasTheAbilitiesOfItsOdds(count: Int) throws {
        let rows = (0..<count - 1).flatMap { place in
            [ComparisonOutcome.left, .left, .right].map {
                ComparisonTable.Row(left: place, right: place + 1, outcome: $0)
            }
        }
        let table = try ComparisonTable(players: (0..<count).map { "p\(1000 + $0)" }, rows: rows)
        let abilities = try #require(bradleyTerry(table))
        for (one, next) in zip(abilities, abilities.dropFirst()) { #expect(abs(one - next - log(2)) < 1e-6) }
        #expect(abs(abilities.reduce(0, +)) < 1e-6)
    }

    @Test func aPairThatStandsEvenIsNotDecided() throws {
        let rows = [(0, 1), (1, 0), (1, 2), (2, 0)].map {
            ComparisonTable.Row(left: $0.0, right: $0.1, outcome: .left)
        }
        let table = try ComparisonTable(players: ["a", "b", "c"], rows: rows)
        let triads = RankReport(table, options: IntervalOptions(resamples: 0)).triads
        #expect(triads.decided == 0 && triads.circular == 0 && triads.examples.isEmpty)
    }

    /// A circle is shown from who wins to who loses, whichever way round it goes; five of them at the most.
    @Test func circlesAreShownInTheOrderOfTheirWins() throws {
        func triads(_ count: Int, _ wins: [(Int, Int)]) throws -> Triads {
            let rows = wins.map { ComparisonTable.Row(left: $0.0, right: $0.1, outcome: .left) }
            let table = try ComparisonTable(players: (0..<count).map { "p\($0)" }, rows: rows)
            return RankReport(table, options: IntervalOptions(resamples: 0)).triads
        }
        #expect(try triads(3, [(0, 2), (2, 1), (1, 0)]).examples == [[0, 2, 1]])
        // Who is ahead by one or two places of seven wins: fourteen circles.
        let many = try triads(7, (0..<7).flatMap { own in (1...3).map { (own, (own + $0) % 7) } })
        #expect(many.decided == 35 && many.circular == 14 && many.examples.count == 5)
    }

    /// A step is 4, and the difference of two logistic: a tie of equals moves nobody, a win takes 2.
    @Test func eloTakesATieForHalfAWin() throws {
        func elo(_ outcomes: [ComparisonOutcome]) throws -> [Estimate] {
            let rows = outcomes.map { ComparisonTable.Row(left: 0, right: 1, outcome: $0) }
            let table = try ComparisonTable(players: ["a", "b"], rows: rows)
            return RankReport(table, options: IntervalOptions(resamples: 0)).players.map(\.elo)
        }
        #expect(try elo([.tie]).map(\.value) == [1000, 1000])
        #expect(try elo([.left]).map(\.value) == [1002, 998] && elo([.right]).map(\.value) == [998, 1002])
        // The lead of 4 makes the loss cost 4 / (1 + 10^−.01); in the other order it is the win that gains so much.
        let cost = 4 / (1 + pow(10, -0.01))
        let mixed = try elo([.left, .right])[0]
        #expect(abs(try #require(mixed.value) - (1002 - cost)) < 1e-9 && mixed.low == mixed.value)
        #expect(abs(try #require(mixed.high) - (998 + cost)) < 1e-9)
    }

    /// Names are their bytes: what only looks alike is another player.
    @Test func aPlayerThatStandsTwiceIsRefused() throws {
        #expect(throws: AgreementError.self) { try ComparisonTable(players: ["a", "b", "a"], rows: []) }
        #expect(try ComparisonTable(players: ["\u{E9}", "e\u{301}"], rows: []).players.count == 2)
        #expect(throws: AgreementError.self) {
            try ComparisonTable(players: ["a", "b"], rows: [.init(left: 0, right: 2, outcome: .tie)])
        }
        #expect(throws: AgreementError.self) {
            try ComparisonTable(players: ["a", "b"], rows: [.init(left: 0, right: 1, outcome: .tie)], clusters: [])
        }
    }

    @Test func aPlayerComparedWithItselfIsRefused() {
        #expect(throws: AgreementError.self) {
            try ComparisonTable(players: ["a"], rows: [.init(left: 0, right: 0, outcome: .tie)])
        }
    }

    /// The bootstrap of the ability has about the spread that the information says.
    @Test func bootstrapAndInformationAgree() throws {
        let report = RankReport(try Self.puddingTable(), options: IntervalOptions(resamples: 400, seed: 1))
        for player in report.players {
            let (low, high) = (try #require(player.davidson.low), try #require(player.davidson.high))
            let error = try #require(player.davidson.standardError)
            #expect(abs((high - low) / (2 * 1.96 * error) - 1) < 0.2)
        }
        #expect(report.players[5].indistinguishable?.contains("brand 2") == true)
        #expect(report.players[5].indistinguishable?.contains("brand 6") == false)
    }
}
