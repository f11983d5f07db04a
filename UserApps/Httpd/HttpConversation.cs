using System;
using System.Diagnostics.CodeAnalysis;

namespace Sabos.Httpd;

/// <summary>
/// The server's side of one connection without its I/O: received bytes go in, responses come out (RFC 9112). Bodies are read and
/// discarded, since no resource takes one.
/// </summary>
internal sealed class HttpConversation(HttpService service)
{
    // Responses to pipelined requests gather up to this many bytes before they are sent.
    private const int GatherLimit = 8192;

    private RequestParser _parser;
    private RequestHead _head;
    private RepeatedHead _repeated;
    private ChunkedBody _chunks;
    private long _bodyLeft;

    /// <summary>The response held back until the request's body has been read; null for the resource's own.</summary>
    private Representation? _pending;

    public ConversationPhase Phase { get; private set; }

    /// <summary>Requests answered on this connection.</summary>
    public int Answered { get; private set; }

    /// <summary>Goes on with the received bytes not yet consumed and appends what is to be sent to <paramref name="output"/>.</summary>
    public ConversationStep Advance(ReadOnlySpan<byte> input, ResponseBuffer output, out int consumed)
    {
        consumed = 0;
        while (Phase != ConversationPhase.Closed)
        {
            ReadOnlySpan<byte> rest = input[consumed..];
            if (rest.IsEmpty)
                return ConversationStep.Receive;
            if (output.Length >= GatherLimit)
                return ConversationStep.Resume;

            ParseOutcome outcome;
            int taken;
            switch (Phase)
            {
                case ConversationPhase.Head:
                    outcome = ReadHead(rest);
                    taken = outcome == ParseOutcome.Complete ? BeginRequest(rest, output) : 0;
                    if (outcome == ParseOutcome.Failed)
                        RefuseHead(_parser.Error, output);
                    break;
                case ConversationPhase.Body:
                    taken = (int)Math.Min(_bodyLeft, rest.Length);
                    _bodyLeft -= taken;
                    outcome = _bodyLeft == 0 ? ParseOutcome.Complete : ParseOutcome.NeedMore;
                    if (outcome == ParseOutcome.Complete)
                        Respond(output);
                    break;
                default:
                    outcome = _chunks.Skip(rest, service.Options.MaximumBodyLength, out taken);
                    if (outcome == ParseOutcome.Complete)
                        Respond(output);
                    else if (outcome == ParseOutcome.Failed)
                        Refuse(_chunks.Error, output);
                    break;
            }

            consumed += taken;
            if (outcome == ParseOutcome.NeedMore)
                return ConversationStep.Receive;
        }

        return ConversationStep.Close;
    }

    /// <summary>The client has sent its last byte; <paramref name="isMidRequest"/> if a request's head had begun.</summary>
    public void EndOfInput(bool isMidRequest, ResponseBuffer output) => Abandon(HttpStatus.BadRequest, isMidRequest, output);

    /// <summary>The client has let its time run out.</summary>
    public void TimeOut(bool isMidRequest, ResponseBuffer output) => Abandon(HttpStatus.RequestTimeout, isMidRequest, output);

    /// <summary>Answers with an error, whatever was asked, and ends the conversation.</summary>
    public void Refuse(HttpStatus status, ResponseBuffer output)
    {
        _head.KeepAlive = false;
        _pending = service.Errors[status];
        Respond(output);
    }

    // The request line may have told the method already: an answer to HEAD has no body even then.
    private void RefuseHead(HttpStatus status, ResponseBuffer output)
    {
        _head = _parser.Head;
        Refuse(status, output);
    }

    private void Abandon(HttpStatus status, bool isMidRequest, ResponseBuffer output)
    {
        if (Phase is ConversationPhase.Body or ConversationPhase.ChunkedBody)
            Refuse(status, output);
        else if (isMidRequest && Phase == ConversationPhase.Head)
            RefuseHead(status, output);
        Phase = ConversationPhase.Closed;
    }

    private ParseOutcome ReadHead(ReadOnlySpan<byte> input)
    {
        if (!_parser.HasBegun && _repeated.TryMatch(input, out RequestHead repeated))
        {
            _head = repeated;
            return ParseOutcome.Complete;
        }

        ParseOutcome outcome = _parser.Parse(input);
        if (outcome != ParseOutcome.Complete)
            return outcome;
        _head = _parser.Head;
        _parser = default;
        if (Answered > 0)
            _repeated.Keep(input, _head);
        return ParseOutcome.Complete;
    }

    private int BeginRequest(ReadOnlySpan<byte> input, ResponseBuffer output)
    {
        _pending = Select(input.Slice(_head.PathStart, _head.PathLength));

        if (_head.ContentLength > service.Options.MaximumBodyLength)
        {
            Refuse(HttpStatus.ContentTooLarge, output);
        }
        else if (_head.ExpectContinue && _pending.Status != HttpStatus.Ok)
        {
            // RFC 9110, 10.1.1: the final answer at once. Whether the body still comes is then unknown, hence the end of the connection.
            _head.KeepAlive = false;
            Respond(output);
        }
        else if (_head.Chunked || _head.ContentLength > 0)
        {
            if (_head.ExpectContinue)
                output.Append("HTTP/1.1 100 Continue\r\n\r\n"u8);
            _chunks = default;
            _bodyLeft = _head.ContentLength;
            Phase = _head.Chunked ? ConversationPhase.ChunkedBody : ConversationPhase.Body;
        }
        else
        {
            Respond(output);
        }

        return _head.Length;
    }

    private Representation Select(ReadOnlySpan<byte> path) => _head.Method switch
    {
        RequestMethod.Get or RequestMethod.Head => Represent(service.Resources.Find(path)),
        RequestMethod.Unknown => service.Errors[HttpStatus.NotImplemented],
        _ => service.Errors[HttpStatus.MethodNotAllowed],
    };

    [SuppressMessage("Design", "CA1031:Do not catch general exception types",
        Justification = "Whatever goes wrong within a resource is answered with 500, lack of memory with 503; the server goes on.")]
    private Representation Represent(IHttpResource? resource)
    {
        try
        {
            return resource?.Current ?? service.Errors[HttpStatus.NotFound];
        }
        catch (OutOfMemoryException)
        {
            return service.Errors[HttpStatus.ServiceUnavailable];
        }
        catch (Exception)
        {
            return service.Errors[HttpStatus.InternalServerError];
        }
    }

    private void Respond(ResponseBuffer output)
    {
        bool keepAlive = _head.KeepAlive && !service.IsStopping;
        bool isUsual = _head.Method != RequestMethod.Head && (!keepAlive || _head.MinorVersion != 0);
        if (isUsual && _pending!.WithDate(service.Clock.Date, isLast: !keepAlive) is { } whole)
            output.AppendLent(whole);
        else
            Compose(_pending!, keepAlive, output);

        Answered++;
        service.Statistics.CountRequest();
        Phase = keepAlive ? ConversationPhase.Head : ConversationPhase.Closed;
    }

    private void Compose(Representation response, bool keepAlive, ResponseBuffer output)
    {
        output.Append(response.Head.Span);
        output.Append(service.Clock.Date);
        output.Append(keepAlive
            ? _head.MinorVersion == 0 ? "\r\nConnection: keep-alive\r\n\r\n"u8 : HttpSyntax.EndOfHead
            : HttpSyntax.EndOfLastHead);
        if (_head.Method != RequestMethod.Head)
            output.AppendLent(response.Body);
    }
}
