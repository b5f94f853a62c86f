// swift-tools-version: 6.2
import Foundation
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// The rooms of the house; arrows only point down. `ArchitectureTests` holds the import lines to this.
let rooms: [(name: String, uses: [Target.Dependency])] = [
    (
        "Commands",
        [
            argumentParser, "Reporting", "Review", "Judging", "Similarity", "Collecting", "Inference", "Store",
            "Rehearsal", "Agreement", "Studies", "SafeText",
        ]
    ),
    ("Reporting", ["Agreement", "Studies", "SafeText"]),
    ("Review", ["Studies", "SafeText"]),
    ("Judging", ["Collecting", "Inference", "Store", "Agreement", "Studies", "SafeText", mustache]),
    ("Similarity", ["Collecting", "Inference", "Store", "Studies"]),
    ("Collecting", ["Inference", "Store", "Studies"]),
    ("Inference", ["Studies", "CCurl"]),
    ("Store", ["Studies", grdb]),
    ("Rehearsal", ["Studies"]),
    ("Agreement", []),
    ("Studies", [yams, "CCrypto"]),
    ("SafeText", []),
]

/// What a suite needs besides the room whose name it bears.
let suites: [(name: String, uses: [Target.Dependency])] = [
    ("CommandsTests", ["Commands", "Store", "Studies"]),
    ("ReportingTests", ["Reporting", "Agreement", "Studies"]),
    ("ReviewTests", ["Review", "Studies", "SafeText"]),
    ("JudgingTests", ["Judging", "Rehearsal", "Store", "Studies"]),
    ("SimilarityTests", ["Similarity", "Store", "Studies"]),
    ("CollectingTests", ["Collecting", "Inference", "Rehearsal", "Store", "Studies"]),
    ("InferenceTests", ["Inference", "Rehearsal", "Studies"]),
    ("StoreTests", ["Store", "Studies", grdb]),
    ("RehearsalTests", ["Rehearsal", "Studies"]),
    ("AgreementTests", ["Agreement"]),
    ("StudiesTests", ["Studies"]),
    ("SafeTextTests", ["SafeText"]),
    ("ArchitectureTests", []),
    ("EndToEndTests", ["Studies"]),
]

// While the house is being built, a room without a folder is left out.
let root = URL(filePath: #filePath).deletingLastPathComponent().path
func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }
func built(_ uses: [Target.Dependency]) -> [Target.Dependency] {
    uses.filter { use in
        if case .byNameItem(let name, _) = use { return exists("Sources/\(name)") }
        return true
    }
}

let package = Package(
    name: "slam",
    products: exists("Sources/Agreement") ? [.library(name: "Agreement", targets: ["Agreement"])] : [],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    ],
    targets: [
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    ]
        + (exists("Sources/slam")
            ? [.executableTarget(name: "slam", dependencies: ["Commands"], swiftSettings: settings)] : [])
        + rooms.filter { exists("Sources/\($0.name)") }.map {
            .target(name: $0.name, dependencies: built($0.uses), swiftSettings: settings)
        }
        + suites.filter { exists("Tests/\($0.name)") }.map {
            .testTarget(name: $0.name, dependencies: built($0.uses), swiftSettings: settings)
        }
)
