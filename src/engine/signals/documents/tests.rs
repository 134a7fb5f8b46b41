use super::*;

fn origin(format: Format) -> Origin<'static> {
    Origin {
        file: "f",
        format,
        encoding: None,
        columns: None,
        source: Some("Named"),
        language: None,
        until: Day::parse("2022-12-31").unwrap(),
    }
}

fn said(batch: &Batch) -> Vec<String> {
    batch.remarks.iter().map(|remark| format!("{}: {}", remark.place, remark.reason)).collect()
}

#[track_caller]
fn told(batch: &Batch, expected: &[&str]) {
    let said = said(batch);
    assert_eq!(said.len(), expected.len(), "{said:?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.contains(expected), "{said}");
    }
}

const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="c" xmlns:dc="d"><channel><title>Invented News</title><language>EN-gb</language>
<item><title>First &amp; best</title><description>short</description><content:encoded><![CDATA[<p>Longer words</p>]]></content:encoded>
<pubDate>Wed, 30 Jun 2021 12:00:00 GMT</pubDate><guid>g1</guid></item>
<item><title>No date</title></item>
<item><title>Bad date</title><pubDate>soon</pubDate></item>
<item><title>Later</title><pubDate>Sun, 01 Jan 2023 12:00:00 GMT</pubDate></item>
<item><title> </title><pubDate>Wed, 30 Jun 2021 12:00:00 GMT</pubDate></item>
<item><title>Other&nbsp;source</title><dc:date>2021-07-01</dc:date><source url="u">Somebody</source><link>http://x</link></item>
</channel></rss>"#;

#[test]
fn rss_gives_items_and_tells_what_is_wrong_with_the_others() {
    let batch = read(RSS.as_bytes(), &origin(Format::Rss));
    told(&batch, &["item 2: it has no date", "item 3: its date cannot be read: \"soon\"", "item 5: it has neither"]);
    assert_eq!(batch.later, 1);
    let [first, second] = batch.documents.as_slice() else { panic!("{:?}", batch.documents) };
    assert_eq!((first.title.as_str(), first.text.as_str(), first.id.as_str()), ("First & best", "<p>Longer words</p>", "g1"));
    assert_eq!(
        (first.source.as_str(), first.language.as_deref(), first.day.to_string().as_str()),
        ("Invented News", Some("en-gb"), "2021-06-30")
    );
    assert_eq!((second.source.as_str(), second.title.as_str(), second.id.as_str()), ("Somebody", "Other&nbsp;source", "http://x"));
}

#[test]
fn atom_gives_entries() {
    let text = r#"<feed xmlns="a" xml:lang="de"><title>F</title>
        <entry><id>1</id><title>Eins</title><published>2021-06-30T23:30:00-02:00</published><summary>kurz</summary></entry>
        <entry><id>2</id><title>Two</title><updated>2021-06-30T00:00:00Z</updated><content type="xhtml"><div>a <b>b</b> c</div></content></entry></feed>"#;
    let batch = read(text.as_bytes(), &origin(Format::Atom));
    told(&batch, &[]);
    assert_eq!((batch.documents[0].day.to_string().as_str(), batch.documents[0].language.as_deref()), ("2021-07-01", Some("de")));
    assert_eq!((batch.documents[1].rebuilt, batch.documents[1].text.contains('b')), (Rebuilt::Text, true));
    told(&read(text.as_bytes(), &origin(Format::Rss)), &["this is Atom, not RSS"]);
}

#[test]
fn a_feed_that_breaks_keeps_what_was_whole() {
    let cut = &RSS[..RSS.find("<item><title>No date").unwrap() + 20];
    let batch = read(cut.as_bytes(), &origin(Format::Rss));
    assert_eq!(batch.documents.len(), 1);
    told(&batch, &["item 2: the file breaks inside of it", "the file: the file breaks off"]);
}

#[test]
fn bombs_and_giants_are_bounded() {
    let bomb = "<!DOCTYPE r [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;\">]><rss><channel><item><title>&y;</title></item></channel></rss>";
    told(&read(bomb.as_bytes(), &origin(Format::Rss)), &["a document type is not read"]);
    let giant = RSS.replace("Longer words", &"long words ".repeat(1_000_000));
    let batch = read(giant.as_bytes(), &origin(Format::Rss));
    assert!(said(&batch)[0].contains("item 1: a text in it is longer"), "{:?}", said(&batch));
    assert!(batch.documents[0].text.len() <= TEXT_BYTES && batch.remarks[0].kept);
    let deep = format!("{{\"items\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    told(&read(deep.as_bytes(), &origin(Format::JsonFeed)), &["this is not JSON: recursion limit"]);
    let huge = vec![b' '; FILE_BYTES as usize + 1];
    told(&read(&huge, &origin(Format::Rss)), &["the file is larger"]);
    let index =
        r#"{"id":"w","title":"t","publication_date":"2021-01-01","abstract_inverted_index":{"far":[4000000000],"a":[0],"bad":[-1]}}"#;
    let batch = read(index.as_bytes(), &origin(Format::OpenAlex));
    assert_eq!(batch.documents[0].text, "a far");
    told(&batch, &["1 places of its index"]);
}

#[test]
fn many_faults_are_counted_beyond_those_listed() {
    let lines = "x\n".repeat(LISTED + 7);
    let columns = Columns { date: "d".to_owned(), ..Columns::default() };
    let batch = read(lines.as_bytes(), &Origin { columns: Some(&columns), ..origin(Format::Jsonl) });
    assert_eq!((batch.remarks.len(), batch.unlisted), (LISTED, 7));
}

#[test]
fn json_feeds_lines_and_archives_are_read() {
    let feed = r#"{"version":"https://jsonfeed.org/version/1.1","title":"F","language":"fr","items":[
        {"id":"1","title":"T","content_text":"C","date_published":"2021-06-30T10:00:00Z"},{"id":2,"content_html":"<b>x</b>","date_modified":"2021-01-01T00:00:00Z"},7]}"#;
    let batch = read(feed.as_bytes(), &origin(Format::JsonFeed));
    told(&batch, &["item 3: it is no object"]);
    assert_eq!((batch.documents.len(), batch.documents[1].id.as_str(), batch.documents[0].language.as_deref()), (2, "2", Some("fr")));

    let columns = Columns { date: "when".to_owned(), title: Some("t".to_owned()), id: Some("n".to_owned()), ..Columns::default() };
    let lines = "{\"when\":20210630,\"t\":\"a\",\"n\":1}\n\n{\"when\":1625011200,\"t\":\"b\"}\n{oops\n{\"t\":\"c\"}\n";
    let batch = read(lines.as_bytes(), &Origin { columns: Some(&columns), ..origin(Format::Jsonl) });
    told(&batch, &["line 4: this is not JSON", "line 5: it has no date"]);
    assert!(batch.documents.iter().all(|one| one.day.to_string() == "2021-06-30"), "{:?}", batch.documents);
    told(&read(lines.as_bytes(), &origin(Format::Jsonl)), &["need `columns`"]);

    let works = r#"{"results":[{"id":"W1","display_name":"T","publication_date":"2021-06-30","language":null,"primary_location":{"source":{"display_name":"J"}},
        "abstract_inverted_index":{"words":[1,3],"Some":[0],"and":[2]}},{"id":"W2","title":"U","publication_date":"2021-06-30","primary_location":null,"abstract_inverted_index":null}]}"#;
    let batch = read(works.as_bytes(), &origin(Format::OpenAlex));
    assert_eq!((batch.documents[0].text.as_str(), batch.documents[0].rebuilt), ("Some words and words", Rebuilt::Text));
    assert_eq!((batch.documents[0].source.as_str(), batch.documents[1].source.as_str()), ("J", "Named"));

    for text in [
        r#"{"hits":[{"objectID":"7","title":"T","created_at":"2021-06-30T00:00:00Z"}]}"#,
        r#"[{"id":7,"type":"story","title":"T","time":1625011200}]"#,
        r#"{"id":7,"title":"T","time":1625011200}"#,
        "{\"id\":7,\"title\":\"T\",\"time\":1625011200}\n{\"id\":8,\"title\":\"U\",\"time\":1625011200}",
    ] {
        let batch = read(text.as_bytes(), &origin(Format::HackerNews));
        told(&batch, &[]);
        assert_eq!((batch.documents[0].id.as_str(), batch.documents[0].day.to_string().as_str()), ("7", "2021-06-30"), "{text}");
    }
    told(&read(b"{}", &origin(Format::HackerNews)), &["holds no items of Hacker News"]);
    told(&read(b"{}", &origin(Format::OpenAlex)), &["holds no works"]);
    told(&read(b"{}", &origin(Format::JsonFeed)), &["no list `items`"]);
    told(&read(b" \n", &origin(Format::Rss)), &["the file is empty"]);
    told(&read(b"[]", &origin(Format::HackerNews)), &["holds no items"]);
}

#[test]
fn tables_are_read_row_by_row() {
    let columns = Columns { date: "Date".to_owned(), title: Some("Head".to_owned()), source: Some("By".to_owned()), ..Columns::default() };
    let csv = "Head,Date,By\n\"a, b\",2021-06-30,X\nshort,2021-06-30\nc,never,X\nd,2021-06-30,\n";
    let batch = read(csv.as_bytes(), &Origin { columns: Some(&columns), ..origin(Format::Csv) });
    told(&batch, &["line 3: the row has 2 cells, the header 3", "line 4: its date cannot be read"]);
    assert_eq!((batch.documents[0].title.as_str(), batch.documents[1].source.as_str()), ("a, b", "Named"));
    let missing = Columns { text: Some("Body".to_owned()), ..columns.clone() };
    told(&read(csv.as_bytes(), &Origin { columns: Some(&missing), ..origin(Format::Csv) }), &["no column `Body`; it has Head, Date, By"]);
    let open = format!("Head,Date,By\na,2021-06-30,X\n\"b,2021-06-30,X\n{}", "c,2021-06-30,X\n".repeat(3_000));
    told(&read(open.as_bytes(), &Origin { columns: Some(&columns), ..origin(Format::Csv) }), &["line 3: the row runs over"]);

    let patents = "\"patent_id\"\t\"patent_date\"\t\"patent_title\"\t\"patent_abstract\"\n\"1\"\t\"2021-06-30\"\t\"A \"\"b\"\"\"\t\"C\"\n";
    let batch = read(patents.as_bytes(), &origin(Format::PatentsView));
    assert_eq!((batch.documents[0].title.as_str(), batch.documents[0].text.as_str()), ("A \"b\"", "C"));
    told(&read(b"a\tb\n1\t2\n", &origin(Format::PatentsView)), &["no column `patent_date`"]);
}

#[test]
fn events_of_gdelt_are_read_by_the_day_they_were_added() {
    let mut cells = vec![""; 61];
    for (column, words) in [
        (0, "99"),
        (1, "20200101"),
        (6, "FARMERS"),
        (16, "GOVERNMENT"),
        (28, "14"),
        (52, "Paris"),
        (59, "20210630121500"),
        (60, "https://www.news.example/a?b"),
    ] {
        cells[column] = words;
    }
    let good = cells.join("\t");
    let text = format!("{good}\nshort\trow\n{}\n", good.replace("\t14\t", "\t99\t"));
    let batch = read(text.as_bytes(), &origin(Format::Gdelt));
    told(&batch, &["line 2: the row has 2 cells", "line 3: its kind of event"]);
    let one = &batch.documents[0];
    assert_eq!(
        (one.title.as_str(), one.source.as_str(), one.rebuilt),
        ("FARMERS, protest, GOVERNMENT, Paris", "news.example", Rebuilt::Both)
    );
    assert_eq!((one.id.as_str(), one.day.to_string().as_str()), ("99", "2021-06-30"));
}

#[test]
fn names_cannot_act_on_a_terminal() {
    let text = RSS.replace("Somebody", "Some\u{9b}31mbody");
    let batch = read(text.as_bytes(), &origin(Format::Rss));
    assert_eq!(batch.documents[1].source, "Some 31mbody");
}
