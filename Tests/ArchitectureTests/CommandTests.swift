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

    @Test func whatIsNeitherCommandNorOptionStaysUnder800Lines() throws {
        let kinds = try Regex(
            #"ParsableCommand|ParsableArguments|ExpressibleByArgument|extension (\w+Command|Judge(Run|Audit|Verdicts))\b"#
        )
        let others = try files().filter { try !Checkout.text(of: $0).contains(kinds) }
        let count = try others.reduce(0) { try $0 + lines($1).count }
        #expect(count < 800)
    }
}
