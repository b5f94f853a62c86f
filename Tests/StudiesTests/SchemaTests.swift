import Fixtures
import Foundation
import Studies
import Testing

/// What an editor takes by the schema is what the program takes, but for what only the rest of the study can say.
struct SchemaTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ yaml: String, prompts: String = #"{"id":"p","prompt":"q"}"#) throws -> Bool {
        try folder.write("Prompts/s/study.yaml", yaml)
        try folder.write("Prompts/s/prompts.jsonl", prompts + "\n")
        try folder.write("Prompts/s/j.mustache", "{{prompt}}")
        return (try? Study.read("s", in: Workspace(path: folder.path)).prompts.count == 1) == true
    }

    /// Sections in JSON, which YAML reads too.
    @Test(arguments: [
        ("version", "2", false), ("modells", "{}", false), ("models", "{}", false), ("models", "[]", false),
        ("models", #"{"a b":{}}"#, false), ("models", #"{"a":{"baseline":"big"}}"#, false),
        ("models", #"{"a":{"price":{"inptu":1}}}"#, false), ("models", #"{"a":{"price":0,"family":4}}"#, true),
        ("models", #"{"a":{"price":5}}"#, false), ("models", #"{"a":{"temperature":11}}"#, false),
        ("models", #"{"a":{"extra":{"n":2}}}"#, false), ("models", #"{"a":{"extra":{"top_k":2},"bits":4}}"#, true),
        ("endpoints", #"{"api":{"kind":"cohere","url":"http://x"}}"#, false),
        ("endpoints", #"{"api":{"kind":"ollama","url":"http://u:p@x"}}"#, false),
        ("endpoints", #"{"api":{"kind":"ollama","url":"http://x","limits":{"concurency":3}}}"#, false),
        ("endpoints", #"{"api":{"kind":"ollama","url":"http://x","limits":{"longest_pause":"30s"}}}"#, true),
        ("endpoints", #"{"api":{"kind":"ollama","url":"http://x","timeouts":{"total":60}}}"#, false),
        ("endpoints", #"{"api":{"kind":"ollama","url":"http://x","finish":{"eos":"halt"}}}"#, false),
        ("endpoints", #"{"api":{"kind":"ollama","url":"http://x","key":"sk-1"}}"#, false),
        ("endpoints", #"{"api":{"kind":"ollama","url":"http://x","reasoning":{"start":"<a>"}}}"#, false),
        ("sampling", #"{"temperature":0,"stop":["a"],"seed":-1}"#, true), ("sampling", #"{"stop":"a"}"#, false),
        ("criteria", #"{"c":{"question":"Q"}}"#, false), ("criteria", #"{"c":{"question":"Q","accept":true}}"#, true),
        ("criteria", #"{"c":{"question":"Q","accept":true,"pairwise":true}}"#, false),
        ("criteria", #"{"c":{"question":"Q","pairwise":{"ties":true}}}"#, false),
        ("criteria", #"{"c":{"question":"Q","pairwise":true,"level":"ordinal"}}"#, false),
        ("criteria", #"{"c":{"question":"Q","scale":"1-5"}}"#, false),
        ("criteria", #"{"c":{"question":"Q","scale":{"min":1,"max":5},"anchors":{"x":"bad"}}}"#, false),
        ("criteria", #"{"c":{"question":"Q","ranking":{"most":12}}}"#, false),
        ("criteria", #"{"c":{"question":"Q","accept":true,"reasons":["a","a"]}}"#, false),
        ("reviewers", #"["ana","ana"]"#, false), ("reviewers", #"["ana b"]"#, false), ("reviewers", #""ana""#, false),
        ("review", #"{"pairs":12,"break_after":"never","keys":{"skip":"x"}}"#, true),
        ("review", #"{"pairs":"circle"}"#, false), ("review", #"{"show":["systm"]}"#, false),
        ("review", #"{"lease":"30"}"#, false), ("review", #"{"keys":{"skipp":"x"}}"#, false),
        ("review", #"{"guess":{"labels":{"u":["a"]}}}"#, false), ("review", #"{"quotas":{"tag":{}}}"#, false),
        ("judges", #"{"j":{"endpoint":"api","model":"m","criteria":["overall"],"template":"j.mustache"}}"#, true),
        ("judges", #"{"j":{"endpoint":"api","model":"m","criteria":["overall"]}}"#, false),
        (
            "judges", #"{"j":{"endpoint":"api","model":"m","criteria":["overall"],"template":"j.mustache","reask":4}}"#,
            false
        ),
        ("panels", #"{"p":{"vote":"mean"}}"#, false), ("similarity", #"{"x":{"embedder":"lexical"}}"#, false),
        ("similarity", #"{"x":{"embedder":"lexical","reference":true}}"#, true),
        ("similarity", #"{"x":{"embedder":"bert","reference":true}}"#, false),
        ("similarity", #"{"x":{"metric":"exact","reference":true,"stemmer":true}}"#, false),
        ("similarity", #"{"x":{"metric":"json-valid"}}"#, true),
        ("similarity", #"{"x":{"embedder":{"name":"minilm","layer":2},"reference":true}}"#, false),
        ("slo", #"{"failures":2}"#, false), ("cost", #"{"owned":{"life_months":3}}"#, false),
        ("cost", #"{"hosted":{"b":{"input":1,"output":2}},"utilisation":0.5}"#, true),
        ("calibration", #"{"alt_epsilon":0.5}"#, false),
    ])
    func aStudyIsTakenByBoth(section: String, json: String, isTaken: Bool) throws {
        let members = StudySections.base.filter { $0.0 != section } + [(section, json)]
        let text = "{" + members.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
        let schema = try JSONValue(parsing: FileSchema.study.text)
        #expect(schema.allows(try JSONValue(parsing: text)) == isTaken, "by the schema")
        #expect(try read(text) == isTaken, "by the program")
    }

    /// Each number at both its ends and beside them.
    @Test(
        arguments: [
            ("sampling", #"{"temperature":%}"#, ["0", "10"], ["-0.1", "10.1"]),
            ("sampling", #"{"top_p":%}"#, ["0", "1"], ["-0.01", "1.01"]),
            ("sampling", #"{"max_tokens":%}"#, ["1", "100000000"], ["0", "100000001"]),
            ("sampling", #"{"samples":%}"#, ["1", "1000"], ["0", "1001"]),
            (
                "endpoints", #"{"api":{"kind":"openai","url":"http://x/v1","limits":{"concurrency":%}}}"#,
                ["1", "10000"], ["0", "10001"]
            ),
            (
                "endpoints", #"{"api":{"kind":"openai","url":"http://x/v1","limits":{"requests_per_minute":%}}}"#,
                ["1", "1000000000"], ["0", "1000000001"]
            ),
            (
                "endpoints", #"{"api":{"kind":"openai","url":"http://x/v1","limits":{"tokens_per_minute":%}}}"#,
                ["1", "1000000000000"], ["0", "1000000000001"]
            ),
            (
                "endpoints", #"{"api":{"kind":"openai","url":"http://x/v1","limits":{"attempts":%}}}"#, ["1", "1000"],
                ["0", "1001"]
            ),
            (
                "endpoints", #"{"api":{"kind":"openai","url":"http://x/v1","machine":{"hourly":%}}}"#,
                ["0", "1000000"], ["-1", "1000001"]
            ),
            ("models", #"{"a":{"bits":%},"b":{}}"#, ["1", "1024"], ["0", "1025"]),
            ("models", #"{"a":{"size_gb":%},"b":{}}"#, ["0", "1000000000"], ["-1", "1000000001"]),
            ("models", #"{"a":{"memory_mb":%},"b":{}}"#, ["0", "1000000000"], ["-1", "1000000001"]),
            ("models", #"{"a":{"parameters_b":%},"b":{}}"#, ["0", "1000000000"], ["-1", "1000000001"]),
            ("review", #"{"overlap":%}"#, ["1", "1000"], ["0", "1001"]),
            ("review", #"{"overlap_share":%}"#, ["0", "1"], ["-0.01", "1.01"]),
            ("review", #"{"repeats":%}"#, ["0", "1"], ["-0.01", "1.01"]),
            ("review", #"{"attention":%}"#, ["0", "1"], ["-0.01", "1.01"]),
            ("review", #"{"distance":%}"#, ["0", "1000000"], ["-1", "1000001"]),
            ("review", #"{"blocks":%}"#, ["1", "10000"], ["0", "10001"]),
            ("review", #"{"pairs":%}"#, ["1", "10000000"], ["0", "10000001"]),
            ("review", #"{"seed":%}"#, ["0"], ["-1"]),
            ("review", #"{"quotas":{"tags":{"x":%}}}"#, ["0", "10000000"], ["-1", "10000001"]),
            ("review", #"{"quotas":{"models":{"a":%}}}"#, ["0", "10000000"], ["-1", "10000001"]),
            ("review", #"{"guess":{"every":%,"labels":{"u":["a"],"v":["b"]}}}"#, ["1", "1000000"], ["0", "1000001"]),
            (
                "judges",
                #"{"j":{"endpoint":"api","model":"m","criteria":["overall"],"template":"j.mustache","reask":%}}"#,
                ["0", "3"], ["-1", "4"]
            ),
            (
                "judges",
                #"{"j":{"endpoint":"api","model":"m","criteria":["overall"],"template":"j.mustache","examples":{"rater":"ana","count":%}}}"#,
                ["1", "1000"], ["0", "1001"]
            ),
            ("similarity", #"{"x":{"embedder":"lexical","reference":true,"band":%}}"#, ["0", "100"], ["-1", "100.1"]),
            ("criteria", #"{"c":{"question":"Q","ranking":{"most":%}}}"#, ["2", "9"], ["1", "10"]),
            ("slo", #"{"failures":%}"#, ["0", "1"], ["-0.01", "1.01"]),
            ("calibration", #"{"alt_epsilon":%}"#, ["0", "0.3"], ["-0.1", "0.31"]),
            ("calibration", #"{"planned_n":%}"#, ["1"], ["0"]),
            ("cost", #"{"requests_per_day":%}"#, ["0.01", "1000000000"], ["0.009", "1000000001"]),
            ("cost", #"{"peak_to_mean":%}"#, ["1", "10000"], ["0.9", "10001"]),
            ("cost", #"{"utilisation":%}"#, ["0.001", "1"], ["0.0009", "1.1"]),
            ("cost", #"{"replicas_min":%}"#, ["1"], ["0"]),
            ("cost", #"{"gpus_per_replica":%}"#, ["0.01", "10000"], ["0.009", "10001"]),
            ("cost", #"{"gpu_hour":%}"#, ["0", "1000000000000"], ["-1", "1000000000001"]),
            ("cost", #"{"ops":%}"#, ["0", "1000000000000"], ["-1", "1000000000001"]),
            ("cost", #"{"judge_per_verdict":%}"#, ["0", "1000000000000"], ["-1", "1000000000001"]),
            ("cost", #"{"labels_per_month":%}"#, ["0", "1000000000000"], ["-1", "1000000000001"]),
            ("cost", #"{"minutes_per_label":%}"#, ["0", "1000000000000"], ["-1", "1000000000001"]),
            ("cost", #"{"reviewer_hour":%}"#, ["0", "1000000000000"], ["-1", "1000000000001"]),
            ("cost", #"{"migration":%}"#, ["0", "1000000000000"], ["-1", "1000000000001"]),
            ("cost", #"{"batch_share":%}"#, ["0", "1"], ["-0.01", "1.01"]),
            ("cost", #"{"batch_price_factor":%}"#, ["0", "1"], ["-0.01", "1.01"]),
            ("cost", #"{"share_moved":%}"#, ["0", "1"], ["-0.01", "1.01"]),
            ("cost", #"{"judge_sample_share":%}"#, ["0", "1"], ["-0.01", "1.01"]),
            ("cost", #"{"owned":{"price":%}}"#, ["0", "1000000000000"], ["-1", "1000000000001"]),
            ("cost", #"{"owned":{"price":1,"life_months":%}}"#, ["1", "1200"], ["0", "1201"]),
            ("cost", #"{"owned":{"price":1,"interest_per_month":%}}"#, ["0", "1"], ["-0.01", "1.01"]),
            ("cost", #"{"electricity":{"price_per_kwh":1,"pue":%}}"#, ["1", "10"], ["0.9", "10.1"]),
            ("cost", #"{"electricity":{"price_per_kwh":%}}"#, ["0", "1000000"], ["-1", "1000001"]),
            ("cost", #"{"electricity":{"price_per_kwh":1,"idle_watts":%}}"#, ["0", "10000000"], ["-1", "10000001"]),
            ("cost", #"{"electricity":{"price_per_kwh":1,"busy_watts":%}}"#, ["0", "10000000"], ["-1", "10000001"]),
            ("cost", #"{"hosted":{"b":{"input":%,"output":1}}}"#, ["0", "1000000"], ["-1", "1000001"]),
            ("cost", #"{"hosted":{"b":{"output":%,"input":1}}}"#, ["0", "1000000"], ["-1", "1000001"]),
            (
                "cost", #"{"hosted":{"b":{"input":1,"output":1,"cached_input":%}}}"#, ["0", "1000000"],
                ["-1", "1000001"]
            ),
        ] as [(String, String, [String], [String])]
    )
    func aNumberHasTheSameEndsForBoth(section: String, json: String, within: [String], beyond: [String]) throws {
        let schema = try JSONValue(parsing: FileSchema.study.text)
        for (value, isTaken) in within.map({ ($0, true) }) + beyond.map({ ($0, false) }) {
            let own = (section, json.replacing("%", with: value))
            let members = StudySections.base.filter { $0.0 != section } + [own]
            let text = "{" + members.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
            #expect(schema.allows(try JSONValue(parsing: text)) == isTaken, "by the schema: \(own.1)")
            #expect(try read(text) == isTaken, "by the program: \(own.1)")
        }
    }

    @Test(arguments: [
        (#"{"id":"p","prompt":"q","references":["r"],"tags":null}"#, true), (#"{"id":"p","prompt":null}"#, false),
        (#"{"id":null,"prompt":"q"}"#, false), (#"{"id":"p","prompt":"q","messages":null}"#, true),
        (#"{"id":"p","messages":[{"role":"bot","content":"x"}]}"#, false), (#"{"id":"p"}"#, false),
        (#"{"id":"p","messages":[{"role":"user","content":"x"}]}"#, true), (#"{"id":"p","prompt":" "}"#, false),
        (#"{"id":"p","prompt":"q","messages":[{"role":"user","content":"x"}]}"#, false),
        (#"{"id":"p","prompt":"q","tag":["x"]}"#, false), (#"{"id":"a\u0001","prompt":"q"}"#, false),
    ])
    func aPromptIsTakenByBoth(line: String, isTaken: Bool) throws {
        let schema = try JSONValue(parsing: FileSchema.prompts.text)
        #expect(schema.allows(try JSONValue(parsing: line)) == isTaken, "by the schema")
        let base = "{" + StudySections.base.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
        #expect(try read(base, prompts: line) == isTaken, "by the program")
    }
}

extension JSONValue {
    /// Whether this schema, of the words that ours use, allows a value.
    fileprivate func allows(_ value: JSONValue) -> Bool {
        if case .bool(let isAny) = self { return isAny }
        return (members ?? []).allSatisfy { word, rule in allows(value, word, rule) }
    }

    private func allows(_ value: JSONValue, _ word: String, _ rule: JSONValue) -> Bool {
        let all = rule.array ?? []
        switch word {
        case "const": return value == rule
        case "enum": return all.contains(value)
        case "type": return (rule.string.map { [$0] } ?? all.compactMap(\.string)).contains(where: value.isOf)
        case "minimum": return value.number.map { $0 >= rule.number ?? 0 } ?? true
        case "maximum": return value.number.map { $0 <= rule.number ?? 0 } ?? true
        case "exclusiveMinimum": return value.number.map { $0 > rule.number ?? 0 } ?? true
        case "minLength": return value.string.map { Double($0.count) >= rule.number ?? 0 } ?? true
        case "minItems": return value.array.map { Double($0.count) >= rule.number ?? 0 } ?? true
        case "maxItems": return value.array.map { Double($0.count) <= rule.number ?? 0 } ?? true
        case "minProperties": return value.members.map { Double($0.count) >= rule.number ?? 0 } ?? true
        case "maxProperties": return value.members.map { Double($0.count) <= rule.number ?? 0 } ?? true
        case "uniqueItems": return Set((value.array ?? []).map(\.canonicalText)).count == value.array?.count ?? 0
        case "pattern":
            return value.string.map { $0.range(of: rule.string ?? "", options: .regularExpression) != nil } ?? true
        case "items": return (value.array ?? []).allSatisfy(rule.allows)
        case "required":
            return value.members == nil || all.compactMap(\.string).allSatisfy { value[$0] != nil }
        case "properties":
            return (rule.members ?? []).allSatisfy { name, form in value[name].map(form.allows) ?? true }
        case "propertyNames": return (value.members ?? []).allSatisfy { rule.allows(.string($0.0)) }
        case "additionalProperties":
            let named = Set((self["properties"]?.members ?? []).map(\.0))
            return (value.members ?? []).allSatisfy { named.contains($0.0) || rule.allows($0.1) }
        case "oneOf": return all.count { $0.allows(value) } == 1
        case "anyOf": return all.contains { $0.allows(value) }
        case "allOf": return all.allSatisfy { $0.allows(value) }
        case "not": return !rule.allows(value)
        case "if": return (self[rule.allows(value) ? "then" : "else"] ?? .bool(true)).allows(value)
        case "then", "else", "$schema", "title": return true
        default: return false
        }
    }

    private func isOf(_ type: String) -> Bool {
        switch (type, self) {
        case ("object", .object), ("array", .array), ("string", .string), ("number", .number), ("boolean", .bool),
            ("null", .null):
            true
        case ("integer", .number(let number)): number.rounded() == number
        default: false
        }
    }
}
