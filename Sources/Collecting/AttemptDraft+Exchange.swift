package import Inference
import SafeText
package import Store

extension AttemptDraft {
    /// What is known of an exchange; token times that a proxy has held back are left out.
    init(_ exchange: Exchange, failureClass: String) {
        let timings = exchange.timings
        self.init(startedAt: timings.startedAt, failureClass: failureClass, isStreamed: timings.isStreamed)
        httpStatus = exchange.httpStatus
        connecting = timings.connecting
        isNewConnection = timings.isNewConnection
        firstByte = timings.firstByte
        isBuffered = timings.isBuffered
        chunks = timings.isStreamed ? timings.chunks : nil
        if !timings.isBuffered {
            firstToken = timings.firstToken
            firstAnswerToken = timings.firstAnswerToken
            gapMedian = timings.gaps?.median
            gapP95 = timings.gaps?.p95
            gapLargest = timings.gaps?.largest
        }
        lastToken = timings.lastToken
        total = timings.done
        take(exchange.usage)
        serverModel = exchange.serverModel
        fingerprint = exchange.fingerprint
        requestID = exchange.requestID
        load = exchange.serverFigures["load_duration"]
        // llama-server's names, and Ollama's.
        serverPrompt = exchange.serverFigures["prompt_ns"] ?? exchange.serverFigures["prompt_eval_duration"]
        serverDecode = exchange.serverFigures["predicted_ns"] ?? exchange.serverFigures["eval_duration"]
        serverPromptTokens = exchange.serverFigures["prompt_n"].flatMap(Int.init(exactly:))
        provider = exchange.provider
        reportedNanoDollars = exchange.reportedNanoDollars
    }

    /// What a failure leaves: its words, what had come, and the first of what the server said, made harmless.
    package mutating func take(_ failure: Failure) {
        message = failure.message
        partial = failure.partialText
        said = failure.said.map { Neutralised(String(decoding: $0, as: UTF8.self)).text }
    }

    /// What is known of a result of a batch.
    package init(batched exchange: Exchange, failureClass: String) {
        self.init(exchange, failureClass: failureClass)
        isBatch = true
    }

    /// What is known of a probe.
    package init(probe exchange: Exchange, failureClass: String) { self.init(exchange, failureClass: failureClass) }

    private mutating func take(_ usage: Usage) {
        inputTokens = usage.input.map(Int.init)
        outputTokens = usage.output.map(Int.init)
        cachedTokens = usage.cached.map(Int.init)
        cacheWriteTokens = usage.cacheWrite.map(Int.init)
        reasoningTokens = usage.reasoning.map(Int.init)
        tokenSource = usage.source?.rawValue
    }
}
