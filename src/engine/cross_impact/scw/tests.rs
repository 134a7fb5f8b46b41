use super::*;
use crate::cross_impact::testing::{random, somewhereland};
use proptest::prelude::*;

const SHIPPED: &str = include_str!("../../../../scenarios/somewhereland/somewhereland.scw");

fn read(bytes: &[u8]) -> Result<(Project, usize), String> {
    let mut cx = Cx::new();
    let project = Project::parse("a.scw", bytes, &mut cx);
    cx.finish(project).map(|(project, warnings)| (project, warnings.len())).map_err(|problems| problems.to_string())
}

/// The shipped file with one piece replaced, which must be there.
fn changed(from: &str, to: &str) -> String {
    assert!(SHIPPED.contains(from), "{from}");
    SHIPPED.replacen(from, to, 1)
}

#[track_caller]
fn refused(text: &str, expected: &[&str]) {
    let error = read(text.as_bytes()).unwrap_err();
    for words in expected {
        assert!(error.contains(words), "{error}\nlacks: {words}");
    }
}

#[test]
fn the_shipped_example_comes_back_byte_for_byte() {
    let (project, warnings) = read(SHIPPED.as_bytes()).unwrap();
    assert_eq!((project.title.as_str(), warnings), ("Somewhereland", 0));
    assert_eq!(project.to_text(), SHIPPED);
    assert_eq!(project.model.structure().configurations(), Some(486));
    assert_eq!(project.model.find("C. Economy", "C3 Dynamic"), Ok((2, 2)));
    assert!(project.model.find("C. Economy", "C4").unwrap_err().to_string().contains("no variant `C4` of `C. Economy`"));
}

#[test]
fn other_encodings_and_line_ends_mean_the_same() {
    let expected = somewhereland();
    let mut sixteen = vec![0xFF, 0xFE];
    sixteen.extend(SHIPPED.encode_utf16().flat_map(u16::to_le_bytes));
    let windows = SHIPPED.replace('\n', "\r\n");
    let marked = format!("\u{feff}{SHIPPED}");
    for bytes in [windows.as_bytes(), marked.as_bytes(), &sixteen] {
        assert_eq!(read(bytes).unwrap().0.model, expected);
    }
    let latin: Vec<u8> = changed("C. Economy", "C. \u{d6}konomie").chars().map(|c| c as u8).collect();
    let (project, warnings) = read(&latin).unwrap();
    assert_eq!((project.model.structure().descriptors()[2].name.as_str(), warnings), ("C. Ökonomie", 1));
}

#[test]
fn what_is_not_used_is_kept() {
    let text = changed("# 0-0\n\"\"\n", "# 0-0\n\"a note\"\n# A -> B\n\"why: 3 studies\"\n").replacen("FFFFFF", "00FF00", 1);
    assert_eq!(read(text.as_bytes()).unwrap().0.to_text(), text);
}

#[test]
fn names_that_are_missing_are_made_up_and_said() {
    let (project, warnings) = read(changed(" -C2 Stagnant\n", " -\n").as_bytes()).unwrap();
    assert_eq!(project.model.structure().descriptors()[2].variants[1].as_str(), "variant 2");
    assert_eq!(warnings, 1);
}

#[test]
fn what_is_wrong_is_said_at_its_place() {
    refused("", &["`a.scw` is empty"]);
    refused("study = 1\n", &["this is not a project file of ScenarioWizard", "a.scw:1:1"]);
    refused(&changed("&A. Government\n", ""), &["a variant stands before the first descriptor", "a.scw:3:1"]);
    refused(&changed(" -D1 Balanced\n -D2 Strong contrasts\n", ""), &["`D. Distribution of wealth` has no variants", "a.scw:15:2"]);
    refused(&changed("&B. Foreign policy", "&A. Government"), &["two descriptors are named `A. Government`", "a.scw:7:2"]);
    refused(&changed("B2 Rivalry", "B1 Cooperation"), &["two variants are named `B1 Cooperation`", "a.scw:9:3"]);
    refused(&changed(" -B2 Rivalry", "B2 Rivalry"), &["expected a descriptor or a variant", "a.scw:9:1"]);
    refused(&changed("B2 Rivalry", &"x".repeat(200)), &["the name of a variant must be at most 120 characters"]);
    refused(&changed("B2 Rivalry", "B2\u{7} Rivalry"), &["must not hold control characters"]);
}

#[test]
fn a_matrix_that_is_not_square_is_an_error_at_its_row() {
    let last = " 0 , 0 , 0 , 0 , 0 , 0 ,-1 , 2 ,-1 , 1 ,-1 , 2 ,-1 ,-1 , 0 , 0 , 0 \n";
    refused(&changed(last, ""), &["the matrix is not square: a variant has no row", "16 rows", "`F3 Family` of `F. Social values`"]);
    refused(&changed(last, &format!("{last}{last}")), &["more rows than there are variants", "a.scw:88:1"]);
    refused(&changed(last, &last.replace(", 0 \n", "\n")), &["the row of `F3 Family` of `F. Social values` does not fit", "16 cells"]);
    refused(&changed(last, &last.replace(",-1 , 1", ",-1 , 1.5")), &["an impact must be a whole number", "\"1.5\"", "a.scw:87:38"]);
    refused(&changed(last, &last.replace(",-1 , 1", ",-1 ,")), &["an impact must be a whole number", "got \"\""]);
    refused(&changed(last, &last.replace(",-1 , 1", ",-1 , 9999999")), &["an impact is too large"]);
    // Both at once.
    let two = changed(last, &last.replace(" 2 ", " x ").replace(" 1 ", " y "));
    refused(&two, &["\"x\"", "\"y\""]);
}

#[test]
fn a_descriptor_that_is_missing_in_one_of_the_lists_is_told() {
    let at = SHIPPED.find("\n&F").unwrap() + 1;
    let end = at + SHIPPED[at..].find('\n').unwrap() + 1;
    let less = format!("{}{}", &SHIPPED[..at], &SHIPPED[end..]);
    refused(
        &less,
        &["are not of the same descriptors", "by name: 5 with 17 variants; by short name: 6 with 17 variants", "starts with `&`"],
    );
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_an_error_and_never_a_panic() {
    let matrix = SHIPPED.rfind("#\n# 0-0").unwrap();
    for end in 0..matrix {
        let error = read(&SHIPPED.as_bytes()[..end]).unwrap_err();
        assert!(error.contains("error"), "{end}: {error}");
    }
}

#[test]
fn sizes_are_bounded() {
    let many = |count: usize, line: &str| (0..count).map(|n| line.replace('?', &n.to_string())).collect::<String>();
    refused(&format!("$ ScenarioWizard 4.0\nx\n{}", many(257, "&?\n -a\n")), &["too many descriptors"]);
    refused(&format!("$ ScenarioWizard 4.0\nx\n&A\n{}", many(65, " -?\n")), &["too many variants of one descriptor"]);
    let wide: String = (0..20).map(|d| format!("&{d}\n{}", many(60, " -?\n"))).collect();
    refused(&format!("$ ScenarioWizard 4.0\nx\n{wide}#\n"), &["too many variants of all descriptors together", "1200"]);
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(sizes in prop::collection::vec(1_usize..5, 1..7), most in 0_i32..200, seed in any::<u64>()) {
        let project = Project::new("a title\nof two lines", random(&sizes, most, seed));
        let text = project.to_text();
        let (back, warnings) = read(text.as_bytes()).unwrap();
        prop_assert_eq!(warnings, 0);
        prop_assert_eq!(&back, &project);
        prop_assert_eq!(back.to_text(), text);
    }

    #[test]
    fn no_bytes_make_it_panic(at in 0..SHIPPED.len(), junk in prop::collection::vec(any::<u8>(), 0..40)) {
        let mut bytes = SHIPPED.as_bytes().to_vec();
        let end = (at + junk.len()).min(bytes.len());
        bytes.splice(at..end, junk);
        let _ = read(&bytes);
    }

    #[test]
    fn no_lines_make_it_panic(lines in prop::collection::vec("[&#\\-0-9, a\"]{0,12}", 0..60)) {
        let _ = read(format!("$ ScenarioWizard 4.0\n{}", lines.join("\n")).as_bytes());
    }
}
