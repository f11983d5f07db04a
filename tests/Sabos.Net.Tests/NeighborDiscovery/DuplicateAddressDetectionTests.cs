using System;
using System.Collections.Generic;
using Xunit;

namespace Sabos.Net.Tests;

/// <summary>RFC 4862 5.4 and RFC 7527, as a dialogue with the link.</summary>
public sealed class DuplicateAddressDetectionTests : IDetectionOwner
{
    private static readonly IpAddress s_address = LearningLink.Parse("2001:db8::7");

    private readonly StackClock _clock = new();
    private readonly List<(IpAddress Address, ulong Nonce)> _asked = [];
    private readonly List<IpAddress> _unique = [];
    private readonly List<IpAddress> _duplicates = [];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void NobodyAnswers_AfterTheQuestionsAndASecond_TheAddressIsOurs(int transmits)
    {
        DuplicateAddressDetection detection = Start(transmits);
        Run(detection, (1000 * transmits) - 1);
        Assert.Empty(_unique);
        Assert.Equal(transmits, _asked.Count);
        Run(detection, 2);
        Assert.Equal([s_address], _unique);
        Assert.Equal(Instant.Never, detection.NextPoll);
    }

    [Fact]
    public void SomebodyAdvertisesIt_IsADuplicate()
    {
        DuplicateAddressDetection detection = Start();
        detection.ReceiveAdvertisement(LearningLink.Parse("2001:db8::8"));
        Assert.Empty(_duplicates);
        detection.ReceiveAdvertisement(s_address);
        Assert.Equal([s_address], _duplicates);
        Run(detection, 5000);
        Assert.Empty(_unique);
    }

    [Fact]
    public void SomebodyAsksForItToo_IsADuplicate()
    {
        DuplicateAddressDetection detection = Start();
        detection.ReceiveSolicitation(s_address, nonce: null);
        Assert.Equal([s_address], _duplicates);
    }

    // RFC 7527 4.2.
    [Fact]
    public void OurOwnQuestionComesBack_IsNoDuplicate_AndWeAskOn()
    {
        DuplicateAddressDetection detection = Start();
        for (int i = 0; i < 4; i++)
        {
            detection.ReceiveSolicitation(s_address, _asked[^1].Nonce);
            Run(detection, 1000);
        }

        Assert.Equal((4, 0, 1), (_asked.Count, _duplicates.Count, _unique.Count));
    }

    [Fact]
    public void AnotherStationOnALoopedLink_IsADuplicateAllTheSame()
    {
        DuplicateAddressDetection detection = Start();
        detection.ReceiveSolicitation(s_address, _asked[^1].Nonce);
        detection.ReceiveSolicitation(s_address, _asked[^1].Nonce ^ 1);
        Assert.Equal([s_address], _duplicates);
    }

    [Fact]
    public void Cancelled_SaysNothing()
    {
        DuplicateAddressDetection detection = Start();
        detection.Cancel(s_address);
        Run(detection, 5000);
        Assert.Empty(_unique);
        Assert.Single(_asked);
    }

    [Fact]
    public void RetransmissionTime_Told_IsWaitedFor()
    {
        DuplicateAddressDetection detection = Create(1);
        detection.RetransmissionTime = TimeSpan.FromSeconds(4);
        detection.Start(s_address);
        Run(detection, 3999);
        Assert.Empty(_unique);
        Run(detection, 2);
        Assert.Single(_unique);
    }

    void IDetectionOwner.AskWhoHas(IpAddress address, ulong nonce)
    {
        Assert.True(nonce < 1UL << 48);
        _asked.Add((address, nonce));
    }

    void IDetectionOwner.OnUnique(IpAddress address) => _unique.Add(address);

    void IDetectionOwner.OnDuplicate(IpAddress address) => _duplicates.Add(address);

    private DuplicateAddressDetection Create(int transmits) => new(_clock, new StackRandom(new byte[32]), transmits, this);

    private DuplicateAddressDetection Start(int transmits = 1)
    {
        DuplicateAddressDetection detection = Create(transmits);
        detection.Start(s_address);
        if (transmits > 0)
        {
            detection.Poll();
        }

        return detection;
    }

    private void Run(DuplicateAddressDetection detection, int milliseconds)
    {
        Instant end = _clock.Now + TimeSpan.FromMilliseconds(milliseconds);
        while (detection.NextPoll <= end)
        {
            _clock.Now = detection.NextPoll;
            detection.Poll();
        }

        _clock.Now = end;
    }
}
