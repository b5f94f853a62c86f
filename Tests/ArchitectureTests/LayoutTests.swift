import Fixtures
import Foundation
import Testing

/// The layout stands once, in `Package.swift`; ARCHITECTURE.md shows it.
enum Layout {
    /// Module → what it is built with, as `Package.swift` has it.
    static let modules: [String: Set<String>] = {
        guard let text = try? Checkout.text(of: "Package.swift"), let start = text.range(of: "let modules"),
            let end = text.range(of: "\n]\n", range: start.upperBound..<text.endIndex)
        else { return [:] }
        var rows: [String: Set<String>] = [:]
        for match in text[start.upperBound..<end.lowerBound].matches(of: /\(\s*"(\w+)",\s*\[([^\]]*)\]/) {
            rows[String(match.1)] = names(match.2)
        }
        for match in text.matches(of: /executableTarget\(\s*name: "(\w+)",\s*dependencies: \[([^\]]*)\]/) {
            rows[String(match.1)] = names(match.2)
        }
        for match in text.matches(of: /name: "(C[A-Z]\w+)"/) { rows[String(match.1)] = [] }
        return rows
    }()

    private static let products = [
        "argumentParser": "ArgumentParser", "grdb": "GRDB", "sqlite": "GRDBSQLite", "mustache": "Mustache",
        "yams": "Yams",
    ]

    private static func names(_ list: Substring) -> Set<String> {
        let names = list.split(separator: ",").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " \n\"")) }
        return Set(names.filter { !$0.isEmpty }.map { products[$0] ?? $0 })
    }
}

/// ARCHITECTURE.md says what `Package.swift` says.
struct LayoutTests {
    /// Module → what it may import, as ARCHITECTURE.md has it.
    private func written() throws -> [String: Set<String>] {
        let none = ["nothing", "nothing of ours", "–"]
        var rows: [String: Set<String>] = [:]
        for line in try Checkout.text(of: "ARCHITECTURE.md").split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3 else { continue }
            let imports = cells[2].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            for name in cells[0].split(separator: ",") {
                rows[name.trimmingCharacters(in: CharacterSet(charactersIn: " `"))] = Set(imports).subtracting(none)
            }
        }
        return rows
    }

    @Test func theTableOfTheDocumentIsThatOfThePackage() throws {
        let written = try written()
        #expect(Layout.modules.count > 20 && Set(written.keys) == Set(Layout.modules.keys))
        for (module, imports) in Layout.modules { #expect(written[module] == imports, "\(module)") }
    }

    @Test func theDocumentHasAtMostTwoPages() throws {
        let lines = try Checkout.text(of: "ARCHITECTURE.md").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 120)
    }

    /// What stands in backticks between two headings, or behind the first; names of code and columns.
    private func names(from start: String, to end: String) throws -> [String] {
        let text = try Checkout.text(of: "ARCHITECTURE.md")
        let part = text[try #require(text.range(of: start)?.upperBound)...]
        let rest = part.range(of: end).map { part[..<$0.lowerBound] } ?? part
        return rest.matches(of: /`([^`\n]+)`/).map { String($0.1) }
    }

    private func sources(_ folder: String) throws -> String {
        try Checkout.swiftFiles(under: folder).map { try Checkout.text(of: $0) }.joined(separator: "\n")
    }

    /// The trips pass through types and tables that are there.
    @Test func everyStepOfTheTripsIsATypeOrATable() throws {
        let code = try sources("Sources")
        let pattern = #"\b(?:struct|class|enum|actor|protocol|CREATE TABLE) (\w+)"#
        let known = Checkout.ranges(of: try NSRegularExpression(pattern: pattern), in: code)
            .compactMap { $0[1].map { String(code[$0]) } }
        let steps = try names(from: "Three trips", to: "## Where")
        #expect(steps.count > 20 && Set(steps).isSubset(of: known), "\(Set(steps).subtracting(known))")
    }

    /// A file to copy is there, and so is a suite.
    @Test func whatAChangeCopiesIsThere() throws {
        let paths = try ["Sources", "Tests"].flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: "\(Checkout.root)/\(folder)").map { "/\(folder)/\($0)" }
        }
        for name in try names(from: "## Where does my change go?", to: "## Decisions") where name != "study.yaml" {
            let path = name.replacing("NNN", with: "001").split(separator: "/").joined(separator: "/")
            #expect(paths.contains { $0.hasSuffix("/\(path)") || $0.hasSuffix("/\(path).swift") }, "\(name)")
        }
    }

    /// Columns by their table, keys of `study.yaml` by what holds them.
    @Test func everyWordOfTheGlossaryStandsWhereItSays() throws {
        let schema = try Checkout.swiftFiles(under: "Sources/Store/Schema").map { try Checkout.text(of: $0) }
        let keys = try sources("Sources/Studies/StudyFile")
        let text = try Checkout.text(of: "ARCHITECTURE.md")
        let rows = text[try #require(text.range(of: "## Glossary")).lowerBound...].split(separator: "\n")
            .filter { $0.hasPrefix("| ") }.dropFirst()
        let words = rows.flatMap { $0.split(separator: "|")[0].split(separator: ",") }
        #expect(
            words.count >= 25 && rows.allSatisfy { $0.split(separator: "|").last { $0 != " " }?.contains("`") == true }
        )
        for name in try names(from: "## Glossary", to: "\u{0}") where name.contains(".") && !name.contains(" ") {
            let parts = name.split(separator: ".").map(String.init)
            if ["study.yaml", "gold.jsonl", "slam.rating.v1"].contains(name) { continue }
            let isKey = ["criteria", "review", "models"].contains(parts[0])
            #expect(
                isKey
                    ? keys.contains("\"\(parts[parts.count - 1])\"")
                    : schema.contains { $0.contains("TABLE \(parts[0])") && $0.contains(parts[parts.count - 1]) },
                "\(name)"
            )
        }
    }

    /// What a contributor looks for under its usual name.
    @Test(arguments: ["build", "test", "lint", "format", "bench", "docs"])
    func aScriptOfTheUsualNameRuns(name: String) throws {
        #expect(FileManager.default.isExecutableFile(atPath: "\(Checkout.root)/Scripts/\(name)"))
        #expect(try Checkout.text(of: ".editorconfig").contains("root = true"))
    }
}
