/// The form of `study.yaml`: what one entry alone can say of itself. Whether a name names anything is for the program.
extension FileSchema {
    /// What YAML reads as a text: a number or a truth without quotes is its own spelling.
    private static let words = JSONValue.object([("type", strings(["string", "number", "boolean", "null"]))])
    /// The same, and not empty.
    private static let word = JSONValue.object([
        ("type", strings(["string", "number", "boolean"])), ("minLength", .number(1)),
    ])
    private static let list = JSONValue.object([("type", .string("array")), ("items", words)])
    private static let truth = type("boolean")
    private static let time = pattern("^(?=.*[1-9])([0-9]+\\.?[0-9]*|\\.[0-9]+)(ms|s|m|h)$")
    private static let name = pattern("^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$")
    private static let amount = number(0, 1e12)
    private static let share = number(0, 1)

    private static func pattern(_ expression: String) -> JSONValue {
        .object([("type", .string("string")), ("pattern", .string(expression))])
    }

    private static func number(_ low: Double, _ high: Double) -> JSONValue {
        .object([("type", .string("number")), ("minimum", .number(low)), ("maximum", .number(high))])
    }

    private static func count(_ low: Double, _ high: Double? = nil) -> JSONValue {
        let most = high.map { [("maximum", JSONValue.number($0))] } ?? []
        return .object([("type", .string("integer")), ("minimum", .number(low))] + most)
    }

    private static let positive = JSONValue.object([("type", .string("number")), ("exclusiveMinimum", .number(0))])

    private static func either(_ forms: JSONValue...) -> JSONValue { .object([("anyOf", .array(forms))]) }

    private static func constant(_ value: JSONValue) -> JSONValue { .object([("const", value)]) }

    /// An object with these members and no other, in this order.
    private static func members(_ members: [(String, JSONValue)], required: [String] = []) -> JSONValue {
        object(members.map(\.0), Dictionary(members) { first, _ in first }, required: required)
    }

    private static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

    /// That those members are there, the first one with that value where it is given.
    private static func needs(_ keys: String..., being value: JSONValue? = nil) -> JSONValue {
        .object(
            [("required", strings(keys))] + (value.map { [("properties", .object([(keys[0], $0)]))] } ?? [])
        )
    }

    /// That members are not there but beside one of that value.
    private static func unless(_ key: String, _ value: JSONValue, forbids others: [String]) -> JSONValue {
        .object([
            ("if", needs(key, being: value)), ("then", .bool(true)),
            ("else", .object([("properties", .object(others.map { ($0, .bool(false)) }))])),
        ])
    }

    /// Entries by name.
    private static func named(_ entry: JSONValue, least: Double = 0) -> JSONValue {
        .object(
            [("type", .string("object"))] + (least > 0 ? [("minProperties", .number(least))] : [])
                + [("propertyNames", name), ("additionalProperties", entry)]
        )
    }

    private static func adding(_ members: [(String, JSONValue)], to object: JSONValue) -> JSONValue {
        .object((object.members ?? []) + members)
    }

    static let studyBody = object(
        StudyFile.keys,
        [
            "version": constant(.number(1)), "endpoints": named(endpoint), "models": named(model, least: 1),
            "sampling": object(Fields.samplingKeys, sampling), "criteria": named(criterion),
            "reviewers": .object([
                ("type", .string("array")), ("items", adding(name.members?.suffix(1) ?? [], to: word)),
                ("uniqueItems", .bool(true)),
            ]),
            "review": review, "judges": named(judge), "panels": named(panel), "similarity": named(similarity),
            "slo": members([("ttft_p95", time), ("per_token_p95", time), ("failures", share)]),
            "cost": object(Fields.costKeys, cost),
            "calibration": members([
                ("judge_margin", positive), ("alt_epsilon", number(0, CalibrationSettings.mostEpsilon)),
                ("planned_n", count(1)),
            ]),
        ],
        required: ["version", "models"]
    )

    private static let sampling: [String: JSONValue] = [
        "temperature": number(0, 10), "top_p": share, "max_tokens": count(1, 1e8), "seed": type("integer"),
        "stop": list, "samples": count(1, 1000),
    ]

    private static let reasoning = either(
        oneOf(["auto", "none", "think"]),
        members([("start", word), ("end", word)], required: ["start", "end"])
    )

    private static let endpoint = object(
        Fields.endpointKeys,
        [
            "kind": oneOf(Endpoint.Kind.self), "url": pattern("^[hH][tT][tT][pP][sS]?://[^/@ #]+(/[^ #]*)?$"),
            "key": pattern("^(?!sk_|hf_|AIza|gsk_|pk_|r8_|ghp_)[A-Za-z_][A-Za-z0-9_]*$"), "profile": words,
            "limits": members([
                ("concurrency", count(1, 10_000)), ("requests_per_minute", count(1, 1e9)),
                ("tokens_per_minute", count(1, 1e12)), ("attempts", count(1, 1000)), ("longest_pause", time),
            ]),
            "timeouts": members([("connect", time), ("first_byte", time), ("idle", time), ("total", time)]),
            "finish": map(of: oneOf(Endpoint.Ending.self)), "reasoning": reasoning,
            "machine": members([
                ("name", words), ("hourly", number(0, 1e6)), ("currency", words), ("shared", truth),
                ("pid_of", words),
            ]),
        ],
        required: ["kind", "url"]
    )

    private static let price: JSONValue = {
        let dollars = JSONValue.object([("type", .string("number")), ("minimum", .number(0))])
        let parts = ["input", "output", "cached_input", "cache_write", "reasoning", "request"]
        return either(constant(.number(0)), members(parts.map { ($0, dollars) }))
    }()

    private static let extra = JSONValue.object([
        ("type", .string("object")),
        ("propertyNames", .object([("not", oneOf(["model", "messages", "n", "best_of"]))])),
    ])

    private static let model = object(
        Fields.modelKeys,
        sampling.merging([
            "endpoint": word, "model": word, "family": words, "baseline": truth, "price": price, "extra": extra,
            "bits": count(1, 1024), "size_gb": number(0, 1e9), "memory_mb": number(0, 1e9),
            "parameters_b": number(0, 1e9), "reasoning": reasoning, "system": words, "template": name,
        ]) { $1 }
    )

    private static let criterion: JSONValue = {
        let levels = [("pairwise", "nominal"), ("accept", "nominal"), ("ranking", "ordinal")]
        let others = levels.map { form, level -> JSONValue in
            .object([
                ("required", strings([form])),
                ("properties", .object([("level", constant(.string(level))), ("anchors", .bool(false))])),
            ])
        }
        let own = object(
            Fields.criterionKeys,
            [
                "question": word, "level": oneOf(MeasurementLevel.self),
                "scale": members(
                    [("min", type("number")), ("max", type("number")), ("step", positive)],
                    required: ["min", "max"]
                ),
                "anchors": .object([
                    ("type", .string("object")), ("propertyNames", pattern("^-?[0-9]*\\.?[0-9]+$")),
                    ("additionalProperties", word),
                ]),
                "pairwise": either(constant(.bool(true)), members([("tie", truth), ("both_bad", truth)])),
                "accept": constant(.bool(true)),
                "ranking": either(constant(.bool(true)), members([("most", count(2, 9)), ("tie", truth)])),
                "confidence": truth,
                "reasons": .object([
                    ("type", .string("array")), ("minItems", .number(1)),
                    ("maxItems", .number(Double(Criterion.Asks.mostReasons))), ("uniqueItems", .bool(true)),
                    ("items", adding([("pattern", .string("\\S"))], to: word)),
                ]),
                "note": oneOf(Criterion.NoteRule.self), "margin": positive, "judge_margin": positive,
            ],
            required: ["question"]
        )
        return adding([("oneOf", .array([.object([("required", strings(["scale"]))])] + others))], to: own)
    }()

    private static let review = object(
        Fields.reviewKeys,
        [
            "overlap": count(1, 1000), "overlap_share": share, "repeats": share, "distance": count(0, 1e6),
            "attention": share, "blocks": count(1, 10_000),
            "quotas": members([("tags", map(of: count(0, 1e7))), ("models", map(of: count(0, 1e7)))]),
            "assign": oneOf(["named", "open"]), "leaks": oneOf(ReviewSettings.LeakPolicy.self),
            "pairs": either(oneOf(["ring", "spread", "all", "baseline"]), count(1, 1e7)), "lease": time,
            "show": .object([("type", .string("array")), ("items", oneOf(ReviewSettings.Shown.self))]),
            "seed": count(0), "idle_after": time, "too_fast": time, "break_after": either(oneOf(["never"]), time),
            "warm_up": truth,
            "keys": .object([
                ("type", .string("object")), ("propertyNames", oneOf(Sitting.keyNames)), ("additionalProperties", word),
            ]),
            "guess": members(
                [
                    ("every", count(1, 1e6)),
                    (
                        "labels",
                        adding([("minProperties", .number(2)), ("maxProperties", .number(9))], to: map(of: list))
                    ),
                ],
                required: ["labels"]
            ),
            "unread": oneOf(Sitting.UnreadRule.self), "advance": oneOf(Sitting.Advance.self),
            "view": oneOf(Sitting.View.self),
        ]
    )

    private static let judge = object(
        Fields.judgeKeys,
        sampling.merging([
            "endpoint": word, "model": word, "family": words, "criteria": list, "template": name, "price": price,
            "extra": extra,
            "reply": either(oneOf(["json", "bare"]), members([("pattern", word)], required: ["pattern"])),
            "reask": count(0, 3), "vote": oneOf(Judge.Manner.Vote.self), "structured": truth, "weighted": truth,
            "together": truth, "ranking": truth, "reworded": name,
            "examples": members([("rater", word), ("count", count(1, 1000))], required: ["rater"]),
        ]) { $1 },
        required: ["endpoint", "model", "template", "criteria"]
    )

    private static let panel = members(
        [
            ("judges", adding([("minItems", .number(1))], to: list)), ("vote", oneOf(Panel.Vote.self)),
            ("quorum", count(1, 1000)),
        ],
        required: ["judges"]
    )

    private static let encoder: JSONValue = {
        let own = members([
            ("name", oneOf(["minilm"])), ("folder", word), ("prefix", words),
            ("pooling", oneOf(Similarity.Encoder.Pooling.self)), ("tokens", truth), ("layer", count(1)), ("idf", truth),
        ])
        let ofTokens = unless("tokens", constant(.bool(true)), forbids: ["layer", "idf"])
        return adding([("oneOf", .array([needs("name"), needs("folder")])), ("allOf", .array([ofTokens]))], to: own)
    }()

    private static let similarity: JSONValue = {
        let own = object(
            Fields.similarityKeys,
            [
                "embedder": either(oneOf(["lexical", "minilm"]), encoder), "endpoint": words, "model": word,
                "metric": oneOf(Similarity.TextMeasure.Name.self),
                "smoothing": oneOf(Similarity.TextMeasure.Smoothing.self), "stemmer": truth,
                "fields": map(of: oneOf(JSONField.ValueType.self)), "anchor": words, "reference": truth,
                "exemplars": words, "previous": truth, "aggregate": oneOf(Similarity.Aggregate.self),
                "band": number(0, 100),
            ]
        )
        let ways = JSONValue.object([
            ("oneOf", .array([needs("embedder"), needs("metric"), needs("endpoint", "model")]))
        ])
        let isTrue = constant(.bool(true))
        let targets = [
            needs("anchor"), needs("reference", being: isTrue), needs("exemplars"), needs("previous", being: isTrue),
        ]
        let free = needs("metric", being: constant(.string("json-valid")))
        let target = JSONValue.object([
            ("if", free), ("then", .object([("not", .object([("anyOf", .array(targets))]))])),
            ("else", .object([("oneOf", .array(targets))])),
        ])
        let matched = JSONValue.object([
            ("if", needs("metric", being: constant(.string("json-match")))), ("then", needs("fields")),
        ])
        let rules = [
            ways, target, matched, unless("metric", constant(.string("bleu")), forbids: ["smoothing"]),
            unless("metric", oneOf(["rouge-1", "rouge-2", "rouge-l"]), forbids: ["stemmer"]),
            unless("metric", oneOf(["json-valid", "json-match"]), forbids: ["fields"]),
        ]
        return adding([("allOf", .array(rules))], to: own)
    }()

    private static let cost: [String: JSONValue] = [
        "requests_per_day": number(0.01, 1e9), "peak_to_mean": number(1, 1e4), "utilisation": number(0.001, 1),
        "replicas_min": count(1), "gpus_per_replica": number(0.01, 1e4), "gpu_hour": amount,
        "owned": members(
            [
                ("price", amount), ("life_months", number(1, 1200)), ("residual", amount),
                ("interest_per_month", share),
            ],
            required: ["price"]
        ),
        "electricity": members(
            [
                ("idle_watts", number(0, 1e7)), ("busy_watts", number(0, 1e7)), ("pue", number(1, 10)),
                ("price_per_kwh", number(0, 1e6)),
            ],
            required: ["price_per_kwh"]
        ),
        "ops": amount, "batch_share": share, "batch_price_factor": share, "share_moved": share,
        "judge_sample_share": share, "judge_per_verdict": amount, "labels_per_month": amount,
        "minutes_per_label": amount, "reviewer_hour": amount, "migration": amount,
        "accepted": members([("criterion", word), ("at_least", type("number"))], required: ["criterion"]),
        "hosted": map(
            of: members(
                ["input", "output", "cached_input"].map { ($0, number(0, 1e6)) },
                required: ["input", "output"]
            )
        ),
    ]
}
