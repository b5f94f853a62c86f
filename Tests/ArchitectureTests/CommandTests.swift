import Fixtures
import Foundation
import Testing

/// `Commands` is options, one call to a module, and rendering: what it says of ratings comes from the modules below.
struct CommandTests {
    private func files() throws -> [String] { try Checkout.swiftFiles(under: "Sources/Commands") }

    private func lines(_ file: String) throws -> [Substring] {
        try Checkout.text(of: file).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    }

    @Test func noFileReadsTheStoreAndKnowsTheStatistics() throws {
        let both = try files().filter { Set(try Checkout.imports(of: $0)).isSuperset(of: ["Store", "Agreement"]) }
        #expect(both.isEmpty)
    }

    @Test func noFileIsLongerThan200Lines() throws {
        let long = try files().filter { try lines($0).count > 200 }
        #expect(long.isEmpty)
    }

    /// Means, roots, logarithms, quantiles, draws and tests are the business of `Agreement` and of what builds on it.
    @Test func noFileComputesAFigure() throws {
        let forbidden = try Regex(
            #"\b(sqrt|squareRoot|log|log2|log10|exp|pow|erf|lgamma|quantile|median|variance)\(|/ Double\(|\bGenerator\(|"#
                + #"\b(ClusterBootstrap|ClusterRatio|ClusteredMean|ClusteredShare|ConfusionTable|ContingencyTable|"#
                + #"RatingTable|KrippendorffsAlpha|Estimate)\("#
        )
        var found: [String] = []
        for file in try files() {
            for (number, line) in try lines(file).enumerated() where line.contains(forbidden) {
                if line.drop(while: { $0 == " " }).hasPrefix("//") { continue }
                found.append("\(file):\(number + 1)")
            }
        }
        #expect(found.isEmpty)
    }

    /// Every report is a document of `Reporting`, which says what is withheld in every format alike.
    @Test func noFileMakesATableOrNamesASchema() throws {
        let forbidden = try Regex(
            #"\b(Table|SectionedReport)\(|\bTable\.(Cell|Column)\b|"slam\.[a-z.]+\.v[0-9]|\.object\(\["#
        )
        let found = try files().filter { try Checkout.text(of: $0).contains(forbidden) }
        #expect(found.isEmpty)
    }

    @Test func whatIsNeitherCommandNorOptionStaysUnder800Lines() throws {
        let kinds = try Regex(
            #"ParsableCommand|ParsableArguments|ExpressibleByArgument|extension (\w+Command|Judge(Run|Audit|Verdicts))\b"#
        )
        let others = try files().filter { try !Checkout.text(of: $0).contains(kinds) }
        let count = try others.reduce(0) { try $0 + lines($1).count }
        #expect(count < 800)
    }

    /// On a study of 100,000 responses whatever opens it may take seconds: it says how it goes on, and Ctrl-C ends it.
    @Test func whatGoesThroughAStudySaysHowItGoesOn() throws {
        let (commands, opening) = (try Regex("ParsableCommand"), try Regex(#"open\(\.|JudgeDesk\(|place\.ratings"#))
        let telling = try Regex(#"LongJob|\.reading\("|\.writing\("|= Run\(|Progress\(|Signals\b"#)
        let mute = try files().filter { file in
            let text = try Checkout.text(of: file)
            return text.contains(commands) && text.contains(opening) && !text.contains(telling)
        }
        // They read single rows, have a screen, or tell each of their steps.
        let short = [
            "Review/ReviewCommand", "Prices/PricesCommand", "Blindness/UnblindCommand", "Audit/ProbeCommand",
            "DemoCommand",
        ]
        #expect(Set(mute) == Set(short.map { "Sources/Commands/\($0).swift" }))
    }
}
