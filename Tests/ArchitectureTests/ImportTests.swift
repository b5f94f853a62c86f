import Fixtures
import Foundation
import Testing

/// Checks the `import` lines against the table of modules: the compiler does not.
struct ImportTests {
    static let free: Set<String> = ["Foundation", "Glibc", "Dispatch", "Synchronization"]

    @Test func everyModuleIsInTheTable() throws {
        let modules = try FileManager.default.contentsOfDirectory(atPath: Checkout.root + "/Sources")
        #expect(Set(modules).subtracting(Layout.modules.keys).isEmpty)
    }

    @Test func noModuleImportsWhatTheTableForbids() throws {
        var forbidden: [String] = []
        for file in try Checkout.swiftFiles(under: "Sources") {
            let module = String(file.split(separator: "/")[1])
            for name in try Checkout.imports(of: file) {
                if Self.free.contains(name) || Layout.modules[module]?.contains(name) == true { continue }
                forbidden.append("\(file) imports \(name)")
            }
        }
        #expect(forbidden.isEmpty)
    }

    @Test func noSourceFileIsLongerThan400Lines() throws {
        let long = try Checkout.swiftFiles(under: "Sources").filter {
            try Checkout.text(of: $0).split(separator: "\n", omittingEmptySubsequences: false).count > 401
        }
        #expect(long.isEmpty)
    }
}
