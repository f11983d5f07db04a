namespace Sabos.Core.Time;

/// <summary>A date of the Gregorian calendar and a time of day.</summary>
internal struct CalendarTime
{
    private const int DaysBefore1970 = 719_468; // from 0000-03-01
    private const int DaysInEra = 146_097;      // 400 years

    public int Year;
    public int Month;
    public int Day;
    public int Hour;
    public int Minute;
    public int Second;

    public readonly bool Equals(CalendarTime other) =>
        Year == other.Year && Month == other.Month && Day == other.Day && Hour == other.Hour && Minute == other.Minute && Second == other.Second;

    /// <summary>Seconds since 1970-01-01 00:00; 0 for anything before. The fields may hold anything a broken clock shows.</summary>
    public readonly ulong ToUnixSeconds()
    {
        // Years counted from March, so that the leap day is the last one.
        int year = Month <= 2 ? Year - 1 : Year;
        int monthFromMarch = (Month + 9) % 12;
        int dayOfYear = (((153 * monthFromMarch) + 2) / 5) + Day - 1;
        int yearOfEra = year % 400;
        int dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        long days = ((long)(year / 400) * DaysInEra) + dayOfEra - DaysBefore1970;
        long seconds = (days * 86_400) + (Hour * 3600) + (Minute * 60) + Second;
        return seconds < 0 ? 0 : (ulong)seconds;
    }
}
