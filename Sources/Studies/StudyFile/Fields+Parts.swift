import Yams

extension Fields {
    /// One entry of `endpoints`.
    func endpoint(named name: String) -> Endpoint? {
        let url = requiredText("url")
        let kind = choice("kind", Endpoint.Kind.self)
        if node("kind") == nil {
            let kinds = Endpoint.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            log.add("\(path) lacks 'kind': add one of \(kinds)", line: line)
        }
        if let url, !Self.isHTTP(url) { mistake("url", "must start with http:// or https://, without a key in it") }
        // Read before the mistakes above end it, so that all are told at once.
        let (limits, timeouts, endings, reasoning) = (self.limits, self.timeouts, self.endings, self.reasoning)
        let keyVariable = self.keyVariable
        guard let url, let kind else { return nil }
        var endpoint = Endpoint(
            name: name,
            kind: kind,
            url: url.hasSuffix("/") ? String(url.dropLast()) : url,
            keyVariable: keyVariable,
            profile: text("profile"),
            limits: limits,
            timeouts: timeouts
        )
        endpoint.endings = endings
        endpoint.reasoning = reasoning ?? .auto
        endpoint.machine = machine
        return endpoint
    }

    /// `key`: the name of an environment variable. What stands there instead may be the key itself, so it is never repeated.
    private var keyVariable: String? {
        guard let name = text("key") else { return nil }
        guard Self.isVariable(name), !Self.looksLikeKey(name) else {
            mistake(
                "key",
                "must be the NAME of the environment variable that holds the key, such as OPENAI_API_KEY: "
                    + "what stands there is none, and is not repeated here"
            )
            return nil
        }
        return name
    }

    private static func isVariable(_ name: String) -> Bool {
        name.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil
    }

    /// By how servers begin their keys, and by a length and mixture that no name has.
    private static func looksLikeKey(_ name: String) -> Bool {
        let isLong = name.utf8.count >= 32 && name.contains(where: \.isNumber) && name.contains(where: \.isLowercase)
        return isLong
            || ["sk-", "sk_", "hf_", "AIza", "gsk_", "xai-", "pk_", "r8_", "ghp_"].contains(where: name.hasPrefix)
    }

    static let endpointKeys = ["kind", "url", "key", "profile", "limits", "timeouts", "finish", "reasoning", "machine"]

    /// `reasoning`: auto, none, think, or a mapping of the tags around it.
    var reasoning: ReasoningRule? {
        guard let node = node("reasoning") else { return nil }
        switch node.scalar?.string {
        case "auto": return .auto
        case "none": return ReasoningRule.none
        case "think": return .tags(start: "<think>", end: "</think>")
        case nil:
            guard let fields = fields("reasoning", known: ["start", "end"]), let start = fields.requiredText("start"),
                let end = fields.requiredText("end")
            else { return nil }
            return .tags(start: start, end: end)
        default:
            mistake("reasoning", "must be auto, none, think, or the tags as {start: \"<think>\", end: \"</think>\"}")
            return nil
        }
    }

    /// The mapping `finish`: a server's own word to what it means.
    private var endings: [String: Endpoint.Ending] {
        guard let fields = fields("finish", known: nil) else { return [:] }
        let pairs = fields.all.compactMap { member in
            fields.choice(member.name, Endpoint.Ending.self).map { (member.name.lowercased(), $0) }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private static func isHTTP(_ url: String) -> Bool {
        guard let scheme = ["http://", "https://"].first(where: url.lowercased().hasPrefix) else { return false }
        let host = url.dropFirst(scheme.count).prefix { $0 != "/" }
        return !host.isEmpty && !host.contains("@") && !url.contains(" ") && !url.contains("#")
    }

    private var limits: Endpoint.Limits {
        let keys = ["concurrency", "requests_per_minute", "tokens_per_minute", "attempts", "longest_pause"]
        var limits = Endpoint.Limits()
        guard let fields = fields("limits", known: keys) else { return limits }
        limits.concurrency = fields.count("concurrency", to: 10_000) ?? limits.concurrency
        limits.requestsPerMinute = fields.count("requests_per_minute", to: 1_000_000_000)
        limits.tokensPerMinute = fields.count("tokens_per_minute", to: 1_000_000_000_000)
        limits.attempts = fields.count("attempts", to: 1000) ?? limits.attempts
        limits.longestPause = fields.duration("longest_pause") ?? limits.longestPause
        return limits
    }

    private var timeouts: Endpoint.Timeouts {
        var timeouts = Endpoint.Timeouts()
        guard let fields = fields("timeouts", known: ["connect", "first_byte", "idle", "total"]) else {
            return timeouts
        }
        timeouts.connect = fields.duration("connect") ?? timeouts.connect
        timeouts.firstByte = fields.duration("first_byte") ?? timeouts.firstByte
        timeouts.idle = fields.duration("idle") ?? timeouts.idle
        timeouts.total = fields.duration("total") ?? timeouts.total
        return timeouts
    }

    static let modelKeys =
        ["endpoint", "model", "family", "baseline", "price", "extra", "bits", "size_gb", "memory_mb", "parameters_b"]
        + ["reasoning", "system", "template"] + samplingKeys

    /// One entry of `models`.
    func model(named name: String) -> Model? {
        // Without an endpoint its responses are imported, and no server calls it anything.
        let isImported = node("endpoint") == nil
        let endpoint = isImported ? "" : requiredText("endpoint")
        let model = isImported && node("model") == nil ? name : requiredText("model")
        let positive = 0...1e9
        let (system, template, reasoning) = (text("system"), text("template"), self.reasoning)
        guard let endpoint else { return nil }
        var described = Model(
            name: name,
            endpoint: endpoint,
            // Where it is lacking the study is refused; what else is wrong is found all the same.
            model: model ?? name,
            family: text("family"),
            isBaseline: bool("baseline") ?? false,
            price: price,
            sampling: sampling,
            extra: extra,
            bits: count("bits", to: 1024),
            sizeGB: number("size_gb", in: positive),
            memoryMB: number("memory_mb", in: positive),
            parametersBillion: number("parameters_b", in: positive)
        )
        described.reasoning = reasoning
        described.system = system
        described.template = template
        return described
    }

    static let judgeKeys =
        ["endpoint", "model", "family", "criteria", "template", "price", "extra"] + samplingKeys + mannerKeys

    /// One entry of `judges`.
    func judge(named name: String) -> Judge? {
        let endpoint = requiredText("endpoint")
        let model = requiredText("model")
        let template = requiredText("template")
        let criteria = texts("criteria")
        if node("criteria") == nil { log.add("\(path) lacks 'criteria': list what it scores", line: line) }
        guard let endpoint, let model, let template, let criteria else { return nil }
        let defaults = Sampling(temperature: 0, maxTokens: 400)
        return Judge(
            name: name,
            endpoint: endpoint,
            model: model,
            family: text("family"),
            criteria: criteria,
            template: template,
            sampling: defaults.overridden(by: sampling),
            price: price,
            extra: extra,
            manner: manner
        )
    }

    /// One entry of `panels`.
    func panel(named name: String) -> Panel? {
        let judges = texts("judges")
        if node("judges") == nil { log.add("\(path) lacks 'judges': list them", line: line) }
        guard let judges else { return nil }
        let majority = judges.count / 2 + 1
        return Panel(
            name: name,
            judges: judges,
            vote: choice("vote", Panel.Vote.self) ?? .median,
            quorum: count("quorum", to: 1000) ?? majority
        )
    }
}
