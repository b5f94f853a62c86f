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
}
