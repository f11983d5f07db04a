using System;
using Xunit;
using static Sabos.Net.TcpFlags;

namespace Sabos.Net.Tests;

/// <summary>
/// Segments made of chance into connections of every state, some near what the state expects, some nowhere near: nothing throws or spins, no answer is
/// larger than its question, a reset is never answered by a reset, and all memory comes back.
/// </summary>
public sealed class SegmentFuzzTests : DialogueTests
{
    private const int SegmentsEach = 100;

    [Fact]
    public void Segments_OfChanceInEveryState_DoNoHarm() => Seeds.Run(1000, static seed => new Run(seed).All());

    private sealed class Run(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly Dialogue _dialogue = new(new TcpSettings { ReceiveBufferSize = 4096, BufferMemory = 16 * ChunkPool.ChunkSize });

        public void All()
        {
            Begin((TcpState)(seed % ((int)TcpState.TimeWait + 1)));
            for (int i = 0; i < SegmentsEach; i++)
            {
                Send();
                if (_random.Next(8) == 0)
                {
                    Use();
                }
            }

            _dialogue.Connection?.Abort();
            _dialogue.Listener?.Close();
            _dialogue.After(600_000);
            Check.That(_dialogue.Tcp.Context.Memory.Lent == 0, () => $"{_dialogue.Tcp.Context.Memory.Lent} chunks are still lent");
            Check.That(_dialogue.Tcp.Context.Table.Count == 0, () => "a connection remains");
            _dialogue.TakeAllSent();
        }

        // As near to a state as a few segments bring it.
        private void Begin(TcpState state)
        {
            if (state == TcpState.SynSent)
            {
                _dialogue.Connects();
                return;
            }

            if (state is TcpState.Closed or TcpState.Listen or TcpState.SynReceived)
            {
                _dialogue.Listens();
                if (state == TcpState.SynReceived)
                {
                    _dialogue.PeerSends(Syn, seq: 0, options: Options());
                }

                return;
            }

            _dialogue.Established(new TcpOptions { SackPermitted = true, WindowScale = 2 });
            _dialogue.Connection.Send(new byte[_random.Next(3000)], out _);
            bool closes = state is TcpState.FinWait1 or TcpState.FinWait2 or TcpState.Closing or TcpState.TimeWait;
            if (closes)
            {
                _dialogue.Connection.ShutdownSend();
            }

            _dialogue.Polls();
            if (state is TcpState.FinWait2 or TcpState.TimeWait)
            {
                _dialogue.PeerSends(Ack, seq: 1, acknowledges: _dialogue.StackSequence(100_000));
            }

            if (state is TcpState.CloseWait or TcpState.LastAck or TcpState.Closing or TcpState.TimeWait)
            {
                _dialogue.PeerSends(Fin | Ack, seq: 1, ack: 1);
            }
        }

        private void Send()
        {
            _dialogue.TakeAllSent();
            byte[] segment = Segment(out bool isReset);
            bool isMangled = _random.Next(10) == 0;
            if (isMangled && segment.Length > 0)
            {
                segment[_random.Next(segment.Length)] ^= (byte)_random.Next(1, 256);
            }

            _dialogue.Deliver(segment, checksumVerified: true);
            int bytes = 0;
            foreach (SentByStack answer in _dialogue.TakeAllSent())
            {
                bytes += answer.Data.Length;
                Check.That(!(isReset && !isMangled && (answer.Flags & Rst) != 0), () => $"a reset was answered by {answer}");
            }

            Check.That(bytes <= 64 * 1024, () => $"one segment brought {bytes} bytes");
        }

        private byte[] Segment(out bool isReset)
        {
            TcpFlags flags = _random.Next(3) == 0 ? (TcpFlags)_random.Next(256) : _random.Next(6) == 0 ? Rst : Ack;
            TcpOptions options = Options();
            byte[] segment = new byte[TcpHeader.Size + options.Length + (_random.Next(2) == 0 ? 0 : _random.Next(1500))];
            new TcpHeader(
                Dialogue.PeerPort,
                _dialogue.LocalPort,
                new SequenceNumber(0xFFFF_FFF0 + Near()),
                _dialogue.StackSequence((int)Near()),
                flags,
                (ushort)_random.Next(_random.Next(2) == 0 ? 4 : 65_536)).WriteTo(segment, options.Length);
            TcpOptionsWriter.Write(options, segment.AsSpan(TcpHeader.Size));
            isReset = (flags & Rst) != 0;
            return segment;
        }

        private uint Near() => _random.Next(10) == 0 ? (uint)_random.NextInt64(uint.MaxValue) : (uint)_random.Next(_random.Next(2) == 0 ? 3 : 6000);

        private TcpOptions Options()
        {
            TcpOptions options = new()
            {
                MaximumSegmentSize = _random.Next(4) == 0 ? (ushort)_random.Next(65_536) : null,
                WindowScale = _random.Next(4) == 0 ? (byte)_random.Next(15) : null,
                SackPermitted = _random.Next(4) == 0,
                Timestamps = _random.Next(4) == 0 ? new TcpTimestamps((uint)_random.Next(), (uint)_random.Next()) : null,
            };
            for (int i = _random.Next(options.Length > 12 ? 1 : 3); i > 0; i--)
            {
                SequenceNumber start = _dialogue.StackSequence((int)Near());
                options.AddSackBlock(new SackBlock(start, start + _random.Next(4000)));
            }

            return options;
        }

        private void Use()
        {
            switch (_random.Next(4))
            {
                case 0:
                    _dialogue.After(_random.Next(2000));
                    break;
                case 1:
                    _dialogue.Connection?.Receive(new byte[_random.Next(1, 2000)], out _);
                    break;
                case 2:
                    _dialogue.Connection?.Send(new byte[_random.Next(1, 2000)], out _);
                    break;
                case 3 when _dialogue.Connection is null && _dialogue.Listener?.Pending > 0:
                    _dialogue.Accepts();
                    break;
            }
        }
    }
}
