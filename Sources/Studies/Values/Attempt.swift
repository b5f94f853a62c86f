/// One attempt at a request as figures read it: what came of it, when its parts came, what it took and who answered.
///
/// What is not known is nil, never 0; a failure has no latency, it is never a fast one.
package struct Attempt: Sendable, Equatable {
    /// What was asked for.
    package enum Purpose: String, Sendable, CaseIterable {
        case response, judgement, embedding, probe
    }

    /// What came of it.
    package enum Outcome: Sendable, Equatable {
        case success
        /// The class of the failure, as the database keeps it.
        case failure(String)
    }

    package var purpose: Purpose
    /// The model's or judge's name in the study.
    package var model: String
    package var endpoint: String?
    package var prompt: String?
    /// When it was sent, in milliseconds UTC.
    package var startedAt: Int64
    package var outcome: Outcome
    /// Whether its answer ended at the limit of tokens, whatever it was going to say.
    package var isCut = false
    package var timing: Timing
    package var usage: Usage
    /// What the call cost.
    package var nanoDollars: Int64?
    /// The price that was used for it.
    package var price: Price?
    package var server: Server
    /// How many requests the server had when this one was sent, itself included.
    package var underWay: Int?
    /// Which slot of which schedule a probe was for.
    package var slot: Slot?

    package init(purpose: Purpose, model: String, startedAt: Int64, outcome: Outcome, timing: Timing = Timing()) {
        self.purpose = purpose
        self.model = model
        self.startedAt = startedAt
        self.outcome = outcome
        self.timing = timing
        usage = Usage()
        server = Server()
    }
}

extension Attempt {
    /// Leaves that it was made and what came of it.
    package mutating func forgetWhatItTook() {
        timing = Timing(delivery: timing.delivery)
        (usage, nanoDollars) = (Usage(), nil)
    }

    /// When the parts of an answer came, since just before the first byte of the request was sent.
    package struct Timing: Sendable, Equatable {
        /// How an answer came, which says what its times mean.
        package enum Delivery: String, Sendable, CaseIterable {
            case streamed
            /// Something on the way held the stream back: no time of a token.
            case buffered
            /// In one piece: no time of a token.
            case whole
            /// From a batch service: no times at all.
            case batch
        }

        package var delivery: Delivery
        /// From the intended start, or from the claim, to the sending.
        package var waited: Duration?
        package var firstByte: Duration?
        package var firstToken: Duration?
        package var firstAnswerToken: Duration?
        package var lastToken: Duration?
        package var total: Duration?
        /// Whether the whole time is kept back, as with the speed it says how long the answer is.
        package private(set) var isWithheld = false
        /// How long the server loaded the model meanwhile.
        package var load: Duration?
        /// The server's own account of reading the prompt and of writing the answer.
        package var serverPrompt: Duration?
        package var serverDecode: Duration?

        package init(delivery: Delivery = .streamed) { self.delivery = delivery }

        /// The same without what says how long the answer is.
        package var withoutTotal: Timing {
            var timing = self
            (timing.total, timing.isWithheld) = (nil, true)
            return timing
        }
    }

    /// The tokens that a call took.
    package struct Usage: Sendable, Equatable {
        /// Tokens of the prompt, cached and cache-written ones included.
        package var input: Int?
        /// Tokens of the answer, reasoning included.
        package var output: Int?
        package var cached: Int?
        package var cacheWrite: Int?
        package var reasoning: Int?

        package init(
            input: Int? = nil,
            output: Int? = nil,
            cached: Int? = nil,
            cacheWrite: Int? = nil,
            reasoning: Int? = nil
        ) {
            self.input = input
            self.output = output
            self.cached = cached
            self.cacheWrite = cacheWrite
            self.reasoning = reasoning
        }
    }

    /// What the server says of itself.
    package struct Server: Sendable, Equatable, Hashable {
        package var model: String?
        package var fingerprint: String?
        package var digest: String?
        package var quantization: String?

        package init(
            model: String? = nil,
            fingerprint: String? = nil,
            digest: String? = nil,
            quantization: String? = nil
        ) {
            self.model = model
            self.fingerprint = fingerprint
            self.digest = digest
            self.quantization = quantization
        }
    }

    /// A place in a schedule of probes.
    package struct Slot: Sendable, Equatable, Hashable {
        /// The schedule's hash.
        package var schedule: String
        package var number: Int
        /// The requests at a time or a second of a load test's step; nil for a probe of the day.
        package var load: Load?

        package init(schedule: String, number: Int, load: Load? = nil) {
            self.schedule = schedule
            self.number = number
            self.load = load
        }
    }

    /// One step of a load test.
    package enum Load: Sendable, Equatable, Hashable {
        /// So many requests at a time.
        case concurrency(Int)
        /// So many requests a second, whatever the server does.
        case rate(Double)
    }
}
