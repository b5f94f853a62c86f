import Foundation
import Testing

/// Holds the `import` lines to the table of rooms: the compiler does not.
struct ImportTests {
    static let free: Set<String> = ["Foundation", "Glibc", "Dispatch", "Synchronization"]

    /// Room → what it may import besides what is free to all.
    static let arrows: [String: Set<String>] = [
        "slam": ["Commands"],
        "Bench": [
            "Review", "Planning", "Collecting", "Inference", "Store", "Rehearsal", "Agreement", "Studies", "SafeText",
        ],
        "Commands": [
            "ArgumentParser", "Reporting", "Reviewing", "Review", "Planning", "Auditing", "Probing", "Judging",
            "Embedding",
            "Ratings",
            "Collecting",
            "Inference",
            "Store", "Rehearsal", "Agreement", "Studies", "SafeText",
        ],
        "Reporting": ["Ratings", "Auditing", "Planning", "Agreement", "Studies", "SafeText"],
        "Reviewing": ["Review", "Store", "Studies"],
        "Review": ["Studies", "SafeText"],
        "Auditing": ["Agreement", "Studies"],
        "Planning": ["Agreement", "Studies", "SafeText"],
        "Judging": [
            "Ratings", "Collecting", "Inference", "Store", "Agreement", "Studies", "SafeText", "Mustache",
        ],
        "Ratings": ["Store", "Agreement", "Studies"],
        "Embedding": ["Collecting", "Inference", "Store", "Studies", "CBLIS"],
        "Probing": ["Auditing", "Collecting", "Inference", "Store", "Studies"],
        "Collecting": ["Inference", "Store", "Studies", "SafeText"],
        "Inference": ["Studies", "SafeText", "CCurl"],
        "Store": ["Studies", "GRDB", "GRDBSQLite"],
        "Rehearsal": ["Studies"],
        "Agreement": [],
        "Studies": ["Yams", "CCrypto"],
        "SafeText": [],
        "CCurl": [],
        "CCrypto": [],
        "CBLIS": [],
    ]

    @Test func everyRoomIsInTheTable() throws {
        let rooms = try FileManager.default.contentsOfDirectory(atPath: Checkout.root + "/Sources")
        #expect(Set(rooms).subtracting(Self.arrows.keys).isEmpty)
    }

    @Test func noRoomImportsWhatTheTableForbids() throws {
        var forbidden: [String] = []
        for file in try Checkout.swiftFiles(under: "Sources") {
            let room = String(file.split(separator: "/")[1])
            for name in try Checkout.imports(of: file) {
                if Self.free.contains(name) || Self.arrows[room]?.contains(name) == true { continue }
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
