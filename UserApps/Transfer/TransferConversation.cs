using System;
using System.Buffers;
using System.Text;

namespace Sabos.Transfer;

/// <summary>
/// The service's side of one connection, without any input or output of its own. A stream is sent while the peer's is received; after both the
/// SHA-256 of what was received follows, in 64 hexadecimal digits. An echo ends with the peer's stream.
/// </summary>
public sealed class TransferConversation
{
    private readonly StringBuilder _line = new();
    private readonly Sha256 _received = new();
    private readonly ArrayBufferWriter<byte> _pending = new();
    private int _pendingSent;
    private TransferRequest? _request;
    private KnownStream? _stream;
    private long _toSend;
    private bool _isEnded;
    private bool _isAnswered;

    /// <summary>Begins with the peer's request.</summary>
    public TransferConversation()
    {
    }

    /// <summary>Begins with what somebody else requested.</summary>
    public TransferConversation(TransferRequest request) => Start(request);

    /// <summary>Whether to read from the peer: not before an echo is sent.</summary>
    public bool CanReceive => !HasPending && !_isEnded;

    /// <summary>Set when the request is to call somebody: the caller of this class sees to it. This connection is then complete.</summary>
    public TransferRequest? Call { get; private set; }

    /// <summary>All that will ever be sent has been.</summary>
    public bool IsComplete => _isAnswered && !HasPending;

    private bool HasPending => _pendingSent < _pending.WrittenCount;

    /// <summary>Takes what the peer has sent.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        while (_request is null && bytes.Length > 0 && !_isAnswered)
        {
            char c = (char)bytes[0];
            bytes = bytes[1..];
            if (c == '\n')
                StartOrRefuse(TransferRequest.Parse(_line.ToString()));
            else if (_line.Append(c).Length > TransferRequest.MaximumLength)
                StartOrRefuse(null);
        }

        if (_request is { IsEcho: true })
            Queue(bytes);
        else
            _received.Append(bytes);
    }

    /// <summary>The peer has ended its stream.</summary>
    public void ReceiveEnd()
    {
        _isEnded = true;
        _isAnswered |= _request is null or { IsEcho: true };
    }

    /// <summary>Writes what is to be sent next and returns its length; 0: nothing now.</summary>
    public int Send(Span<byte> buffer)
    {
        if (!HasPending && _isEnded && _toSend == 0 && !_isAnswered)
        {
            Queue(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(_received.Finish())));
            _isAnswered = true;
        }

        int count;
        if (_toSend > 0)
        {
            count = (int)Math.Min(_toSend, buffer.Length);
            _stream!.Fill(buffer[..count]);
            _toSend -= count;
            return count;
        }

        count = Math.Min(_pending.WrittenCount - _pendingSent, buffer.Length);
        _pending.WrittenSpan.Slice(_pendingSent, count).CopyTo(buffer);
        _pendingSent += count;
        return count;
    }

    // What was pending has been sent.
    private void Queue(ReadOnlySpan<byte> bytes)
    {
        _pending.ResetWrittenCount();
        _pending.Write(bytes);
        _pendingSent = 0;
    }

    private void StartOrRefuse(TransferRequest? request)
    {
        if (request is { Callee: null })
        {
            Start(request);
            return;
        }

        Call = request;
        _isAnswered = true;
        if (request is null)
            Queue("the request is not understood\n"u8);
    }

    private void Start(TransferRequest request)
    {
        _request = request;
        _stream = new KnownStream(request.Seed);
        _toSend = request.Length;
    }
}
