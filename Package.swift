// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// The optimiser of Swift 6.3 breaks on commands that await and throw ("swifterror value can only be loaded and stored from,
/// or as a swifterror argument"); what takes time lies in the modules below.
let unoptimised: [SwiftSetting] = [.unsafeFlags(["-Onone"], .when(configuration: .release))]

/// Tests spend most of their time in these: `Scripts/test` has them optimised in debug builds too; checks of overflow and
/// bounds stay. Never for whoever depends on `Agreement`: packages with such flags are refused as dependencies.
let busy = Context.environment["SLAM_OPTIMISED"] == nil ? [] : ["Agreement", "Auditing", "Review", "Studies"]
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// The modules; arrows only point down. `ArchitectureTests` checks import lines and ARCHITECTURE.md against this.
let modules: [(name: String, uses: [Target.Dependency])] = [
    (
        "Commands",
        [
            argumentParser, "Faces", "Reporting", "Reviewing", "Review", "Planning", "Auditing", "Probing", "Judging",
            "Embedding", "Ratings",
            "Collecting",
            "Inference",
            "Store",
            "Rehearsal", "Agreement", "Studies", "SafeText",
        ]
    ),
    ("Faces", ["Reviewing", "Review", "Studies", "SafeText"]),
    ("Reporting", ["Ratings", "Auditing", "Planning", "Agreement", "Studies", "SafeText"]),
    ("Auditing", ["Agreement", "Studies"]),
    ("Reviewing", ["Review", "Store", "Studies"]),
    ("Planning", ["Agreement", "Studies", "SafeText"]),
    ("Review", ["Studies", "SafeText"]),
    ("Embedding", ["Collecting", "Inference", "Store", "Studies", "CBLIS"]),
    ("Judging", ["Ratings", "Collecting", "Inference", "Store", "Studies", "SafeText", mustache]),
    ("Ratings", ["Store", "Agreement", "Studies"]),
    ("Probing", ["Auditing", "Collecting", "Inference", "Store", "Studies"]),
    ("Collecting", ["Inference", "Store", "Studies", "SafeText"]),
    ("Inference", ["Studies", "SafeText", "CCurl"]),
    ("Store", ["Studies", grdb, sqlite, "CSQLite"]),
    ("Rehearsal", ["Studies"]),
    ("Agreement", []),
    ("Studies", ["SafeText", yams, "CCrypto"]),
    ("SafeText", []),
]

/// What a suite needs besides the module whose name it bears.
let suites: [(name: String, uses: [Target.Dependency])] = [
    (
        "CommandsTests",
        ["Commands", "Rehearsal", "Reviewing", "Agreement", "Store", "Studies", "Fixtures", argumentParser, sqlite]
    ),
    ("RatingsTests", ["Ratings", "Store", "Agreement", "Studies", "Fixtures"]),
    ("ReportingTests", ["Reporting", "Ratings", "Agreement", "Studies"]),
    ("ReviewingTests", ["Reviewing", "Review", "Ratings", "Store", "Planning", "Studies", "Fixtures"]),
    ("ReviewTests", ["Review", "Studies", "SafeText", "Fixtures"]),
    ("EmbeddingTests", ["Embedding", "Collecting", "Store", "Studies"]),
    ("CollectingTests", ["Collecting", "Inference", "Store", "Studies", "Fixtures"]),
    ("JudgingTests", ["Judging", "Ratings", "Collecting", "Inference", "Store", "Studies", "Fixtures"]),
    ("InferenceTests", ["Inference", "Rehearsal", "Studies", "Fixtures"]),
    ("StoreTests", ["Store", "Planning", "Studies", "Fixtures", grdb, sqlite]),
    ("ProbingTests", ["Probing", "Collecting", "Inference", "Store", "Studies", "Fixtures"]),
    ("AuditingTests", ["Auditing", "Agreement", "Studies", "Fixtures"]),
    ("PlanningTests", ["Planning", "Agreement", "Studies", "Fixtures"]),
    ("AgreementTests", ["Agreement", "Studies", "Fixtures"]),
    ("StudiesTests", ["Studies", "Fixtures"]),
    ("SafeTextTests", ["SafeText"]),
    ("ArchitectureTests", ["Fixtures"]),
    ("EndToEndTests", ["slam", "Rehearsal", "Studies", "SafeText", "Fixtures", sqlite]),
]

/// Benchmarks are built by `Scripts/bench`, and not with the tests, which need none of them.
let benchmarks: [Target] =
    Context.environment["SLAM_OPTIMISED"] != nil
    ? []
    : [
        .executableTarget(
            name: "Bench",
            dependencies: [
                "Review", "Planning", "Collecting", "Inference", "Embedding", "Store", "Rehearsal", "Agreement",
                "Studies", "SafeText", "Fixtures",
            ],
            swiftSettings: settings
        )
    ]

let package = Package(
    name: "slam",
    products: [.library(name: "Agreement", targets: ["Agreement"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    ],
    targets: [
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CBLIS"),
        .target(name: "CSQLite"),
        // What several suites and the benchmarks need: folders, terminals, sockets, hostile texts.
        .target(
            name: "Fixtures",
            dependencies: ["Studies", "SafeText"],
            path: "Tests/Fixtures",
            exclude: ["build-644d720"],
            swiftSettings: settings
        ),
    ]
        + [
            .executableTarget(
                name: "slam",
                dependencies: ["Commands"],
                resources: [.copy("../../Prompts"), .copy("../../Annotations")],
                swiftSettings: settings
            )
        ]
        + benchmarks
        + modules.map {
            .target(
                name: $0.name,
                dependencies: $0.uses,
                swiftSettings: settings
                    + ($0.name == "Commands" ? unoptimised : busy.contains($0.name) ? optimised : [])
            )
        }
        + suites.map {
            .testTarget(
                name: $0.name,
                dependencies: $0.uses,
                // Expected values of other tools, with the scripts that made them.
                exclude: $0.name == "EmbeddingTests" ? ["Reference"] : [],
                swiftSettings: settings
            )
        }
)
