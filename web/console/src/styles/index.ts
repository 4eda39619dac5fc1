// What holds for every page: the tokens that components are made of, and plain HTML.
import "./tokens.css";
import "./base.css";
